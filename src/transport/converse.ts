import type { ClientChannel } from 'ssh2'
import type { Clock } from '../lib/clock.ts'
import { FailureError } from '../model/failure.ts'
import { frames } from './frames.ts'
import type { Mark } from './frames.ts'
import { KILL_AFTER_SECONDS, commandOf } from './script.ts'
import type { Section, SectionOutput } from './section.ts'

export interface Conversation {
  readonly sections: readonly Section[]
  readonly script: string
  readonly nonce: string
  /** No section may take longer on the node. */
  readonly maxSeconds: number
  readonly clock: Clock
}

/** The sections answered in full, in order, and why it ended before all were. */
export interface Answered {
  readonly outputs: readonly SectionOutput[]
  readonly ended: {
    readonly failure: FailureError
    /** The section under way is to blame, not the connection: the others can be asked again. */
    readonly resumable: boolean
  } | null
}

/** What has arrived. The first frame of each stream is what came before the script: a banner, the noise of an rc file. */
interface Received {
  readonly out: { readonly bytes: Buffer; readonly mark: Mark }[]
  readonly err: Buffer[]
}

const STDOUT_LIMIT = 32 * 2 ** 20
const STDERR_LIMIT = 64 * 2 ** 10
/** What the network may take on top of what the node may. */
const GRACE_SECONDS = 8

/** Talks one exec channel through: sends the script, cuts what comes back, and ends what overstays or prints without end. */
export function converse(channel: ClientChannel, conversation: Conversation): Promise<Answered> {
  return new Promise((resolve) => {
    const received: Received = { out: [], err: [] }
    let callOff = (): void => undefined

    const settle = (ended: Answered['ended']): void => {
      callOff()
      channel.removeAllListeners('close')
      channel.close()
      resolve({ outputs: outputsOf(received), ended })
    }
    const cutOff = (failure: FailureError): void => {
      settle({ failure, resumable: received.out.length > 0 })
    }
    const advance = (): void => {
      callOff()
      const { out, err } = received
      if (Math.min(out.length, err.length) > conversation.sections.length) {
        settle(null)
        return
      }
      const seconds = patience(conversation, out.length)
      callOff = conversation.clock.after(seconds * 1000, () => {
        cutOff(new FailureError('timeout', `no answer within ${String(seconds)} s`))
      })
    }

    listen(channel, conversation.nonce, received, advance, cutOff)
    whenClosed(channel, (exited) => {
      settle({ failure: closedEarly(received.out.length > 0, exited), resumable: false })
    })
    advance()
    channel.end(conversation.script)
  })
}

/** Seconds until the next mark must have come: what the section under way may take, and some for the network. */
function patience({ sections, maxSeconds }: Conversation, frameCount: number): number {
  const section = sections[Math.max(0, frameCount - 1)]
  const seconds = section ? commandOf(section).seconds : 0
  return Math.min(seconds, maxSeconds) + KILL_AFTER_SECONDS + GRACE_SECONDS
}

function listen(
  channel: ClientChannel,
  nonce: string,
  { out, err }: Received,
  onFrame: () => void,
  onOverflow: (failure: FailureError) => void,
): void {
  const stdout = frames(nonce, STDOUT_LIMIT, {
    section(bytes, mark) {
      out.push({ bytes, mark })
      onFrame()
    },
    overflow() {
      const limit = `${String(STDOUT_LIMIT / 2 ** 20)} MiB`
      onOverflow(new FailureError('bad-reply', `the node sent more than ${limit} in one reply`))
    },
  })
  const stderr = frames(nonce, STDERR_LIMIT, {
    section(bytes) {
      err.push(bytes)
      onFrame()
    },
    overflow: () => undefined,
  })
  channel.on('data', stdout)
  channel.stderr.on('data', stderr)
}

/** A channel that closes without an exit status went down with its connection. */
function whenClosed(channel: ClientChannel, then: (exited: boolean) => void): void {
  let exited = false
  channel.on('exit', () => {
    exited = true
  })
  channel.on('error', () => undefined)
  channel.on('close', () => {
    then(exited)
  })
}

function closedEarly(started: boolean, exited: boolean): FailureError {
  if (!exited) return new FailureError('unreachable', 'the connection broke before the node had answered')
  if (started) return new FailureError('command-failed', 'the node ended the session before it had answered')
  return new FailureError(
    'bad-reply',
    'the node did not run our commands',
    'The user needs a login shell that can start `sh` (not nologin, and no other forced command).',
  )
}

function outputsOf({ out, err }: Received): SectionOutput[] {
  return out.slice(1, err.length).map(({ bytes, mark }, index) => ({
    exit: Number.parseInt(mark.code, 10),
    stdout: bytes.toString('utf8'),
    stderr: err[index + 1]?.toString('utf8') ?? '',
    milliseconds: Math.max(0, Math.round((mark.uptime - (out[index]?.mark.uptime ?? 0)) * 1000)),
  }))
}
