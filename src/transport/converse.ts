import type { ClientChannel } from 'ssh2'
import type { Clock } from '../lib/clock.ts'
import { FailureError } from '../model/failure.ts'
import { frames } from './frames.ts'
import type { Mark } from './frames.ts'
import { firstLine } from './pve-failures.ts'
import { KILL_AFTER_SECONDS, commandOf } from './script.ts'
import type { Section, SectionOutput } from './section.ts'

export interface Conversation {
  readonly sections: readonly Section[]
  /** What is sent: a script, or a request to a gate. */
  readonly text: string
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
    /** What was said in place of an answer; null once there was the beginning of one. */
    readonly retort: string | null
  } | null
}

/** What has arrived. The first frame of each stream is what came before the script: a banner, the noise of an rc file. */
interface Received {
  readonly out: { readonly bytes: Buffer; readonly mark: Mark }[]
  readonly err: Buffer[]
  /** The beginning of standard error as it arrived. */
  retort: string
}

const STDOUT_LIMIT = 32 * 2 ** 20
const STDERR_LIMIT = 64 * 2 ** 10
const RETORT_LIMIT = 4 * 2 ** 10
/** What the network may take on top of what the node may. */
const GRACE_SECONDS = 8

/** Talks one exec channel through: sends the text, cuts what comes back, and ends what overstays or prints without end. */
export function converse(channel: ClientChannel, conversation: Conversation): Promise<Answered> {
  return new Promise((resolve) => {
    const received: Received = { out: [], err: [], retort: '' }
    let callOff = (): void => undefined

    const settle = (end: { failure: FailureError; resumable: boolean } | null): void => {
      callOff()
      channel.removeAllListeners('close')
      channel.close()
      const retort = received.out.length > 0 ? null : received.retort
      resolve({ outputs: outputsOf(received), ended: end && { ...end, retort } })
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
      settle({ failure: closedEarly(received, exited), resumable: false })
    })
    advance()
    channel.end(conversation.text)
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
  received: Received,
  onFrame: () => void,
  onOverflow: (failure: FailureError) => void,
): void {
  const { out, err } = received
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
  channel.stderr.on('data', (chunk: Buffer) => {
    received.retort += chunk.toString('latin1', 0, RETORT_LIMIT - received.retort.length)
  })
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

function closedEarly({ out, retort }: Received, exited: boolean): FailureError {
  if (!exited) return new FailureError('unreachable', 'the connection broke before the node had answered')
  if (out.length > 0) return new FailureError('command-failed', 'the node ended the session before it had answered')
  const said = firstLine(retort)
  return new FailureError(
    'bad-reply',
    `the node did not run our commands${said === '' ? '' : `: ${said}`}`,
    'The user needs a login shell that can start `sh` (not nologin, and no forced command but `panoramica gate`).',
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
