import ssh2 from 'ssh2'
import type { AnyAuthMethod, Client, ClientChannel, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2'
import type { Clock } from '../lib/clock.ts'
import type { Random } from '../lib/random.ts'
import { semaphore } from '../lib/semaphore.ts'
import { FailureError } from '../model/failure.ts'
import { SHELL, answererSeen } from './answerer.ts'
import type { Answerer } from './answerer.ts'
import { converse } from './converse.ts'
import type { Answered } from './converse.ts'
import type { HostKeyPolicy } from './host-keys.ts'
import { privateKeyOf } from './private-key.ts'
import type { Link, Section, SectionReply } from './section.ts'
import { sshFailure } from './ssh-failures.ts'

// A connection keeps slices of some bytes for as long as it lives, and each keeps the whole slab it was cut from: 64 KiB.
Buffer.poolSize = 8 * 1024

export interface SshTarget {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly privateKey?: string
  readonly passphrase?: string
  readonly password?: string
  /** Path of an agent's socket. */
  readonly agent?: string
  /** Reach root's rights through `sudo -n`. */
  readonly sudo: boolean
  readonly hostKey: HostKeyPolicy
}

export interface SshSurroundings {
  readonly clock: Clock
  readonly random: Random
  /** No command runs longer on the node. */
  readonly maxSeconds?: number
}

const CONNECT_MS = 10_000
const KEEPALIVE_MS = 15_000
/** How often one exchange may go on in a new channel without the section that spoilt the last one. */
const RESUMES = 2
/** RSA keys are shown under several signature algorithms. */
const RSA_ALGORITHMS = ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']

/** Each connection keeps some bytes cut from the block that Node shares out, and with them the block: by default 8 KiB. */
Buffer.poolSize = 1024

export interface SshLink extends Link {
  /** Whether a gate answers there, as far as it was asked. */
  gated(): boolean
}

/** One kept connection to one node, made when first needed and again after it broke; one exec at a time on it. */
export function sshLink(target: SshTarget, surroundings: SshSurroundings): SshLink {
  let connection: Connection | null = null
  let isClosed = false
  const inTurn = semaphore(1)
  let answerer = SHELL

  const connected = (): Promise<Client> => {
    if (isClosed) throw new FailureError('unreachable', 'the connection was closed')
    connection ??= connect(target, () => {
      connection = null
    })
    return connection.ready
  }

  const asked = async (sections: readonly Section[], { command, text }: Answerer): Promise<Answered> => {
    const { clock, random, maxSeconds = Number.MAX_SAFE_INTEGER } = surroundings
    const options = { nonce: random.bytes(16).toString('hex'), sudo: target.sudo, maxSeconds }
    const channel = await exec(await connected(), target, clock, command)
    return converse(channel, { ...options, sections, text: text(sections, options), clock })
  }
  const once = async (sections: readonly Section[]): Promise<Answered> => {
    const answered = await asked(sections, answerer)
    const before = answerer
    answerer = answererSeen(before, answered)
    return answerer === before ? answered : asked(sections, answerer)
  }

  return {
    exchange: (sections) => inTurn(() => inChannels(sections, once)),
    gated: () => answerer !== SHELL,
    close() {
      isClosed = true
      connection?.end()
    },
  }
}

/** Asks all sections in one channel; where one of them spoils it, the ones behind it go on in another. */
async function inChannels(
  sections: readonly Section[],
  once: (sections: readonly Section[]) => Promise<Answered>,
): Promise<SectionReply[]> {
  const replies: SectionReply[] = []
  for (let resumes = 0; replies.length < sections.length; resumes++) {
    const { outputs, ended } = await once(sections.slice(replies.length))
    replies.push(...outputs)
    if (ended === null) break
    const { failure, resumable } = ended
    const missing = resumable && resumes < RESUMES ? 1 : sections.length - replies.length
    replies.push(...Array<SectionReply>(missing).fill(failure))
  }
  return replies
}

/** A connection, from when it is begun. */
interface Connection {
  readonly ready: Promise<Client>
  /** Waits for nothing: the node may not answer any more, or not yet. */
  end(): void
}

function connect(target: SshTarget, onClose: () => void): Connection {
  const client = new ssh2.Client()
  const ready = whenReady(client, target, onClose)
  ready.catch(() => undefined)
  return {
    ready,
    end() {
      client.destroy()
    },
  }
}

function whenReady(connection: Client, target: SshTarget, onClose: () => void): Promise<Client> {
  return new Promise((resolve, reject) => {
    let refusal: FailureError | null = null
    const fail = (error: unknown): void => {
      onClose()
      connection.end()
      reject(refusal ?? sshFailure(error, target))
    }
    // Small packets of a handshake and a session would wait for each other (Nagle's algorithm).
    connection.once('connect', () => connection.setNoDelay(true))
    connection.once('ready', () => {
      resolve(connection)
    })
    connection.on('error', fail)
    connection.on('close', () => {
      fail(new Error('the connection was closed'))
    })
    try {
      connection.connect(
        configOf(target, (error) => {
          refusal = error
        }),
      )
    } catch (error) {
      fail(error)
    }
  })
}

/** The ways to sign in, in the order they are tried. A password is also the answer to every question. */
function waysIn({ username, privateKey, passphrase, password, agent }: SshTarget): AnyAuthMethod[] {
  const ways: AnyAuthMethod[] = [{ type: 'none', username }]
  if (password !== undefined) ways.push({ type: 'password', username, password })
  if (privateKey !== undefined) ways.push({ type: 'publickey', username, key: privateKeyOf(privateKey, passphrase) })
  if (agent !== undefined) ways.push({ type: 'agent', username, agent })
  if (password !== undefined)
    ways.push({
      type: 'keyboard-interactive',
      username,
      prompt(_name, _instructions, _language, prompts, answer) {
        answer(prompts.map(() => password))
      },
    })
  return ways
}

function configOf(target: SshTarget, refuse: (error: FailureError) => void): ConnectConfig {
  const { host, port, username, hostKey } = target
  const types = hostKey.types?.flatMap((type) => (type === 'ssh-rsa' ? RSA_ALGORITHMS : [type]))
  return {
    host,
    port,
    username,
    readyTimeout: CONNECT_MS,
    keepaliveInterval: KEEPALIVE_MS,
    authHandler: waysIn(target),
    ...(types && { algorithms: { serverHostKey: types as ServerHostKeyAlgorithm[] } }),
    hostVerifier: (key: Buffer): boolean => {
      try {
        hostKey.check(key)
        return true
      } catch (error) {
        if (error instanceof FailureError) refuse(error)
        return false
      }
    },
  }
}

function exec(connection: Client, target: SshTarget, clock: Clock, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      callOff()
      connection.removeListener('close', onClose)
      reject(sshFailure(error, target))
    }
    const onClose = (): void => {
      fail(new Error('the connection was closed'))
    }
    const callOff = clock.after(CONNECT_MS, () => {
      fail(new FailureError('timeout', `${target.host} did not open a channel within ${String(CONNECT_MS / 1000)} s`))
      connection.end()
    })
    connection.once('close', onClose)
    connection.exec(command, (error, channel) => {
      if (error) {
        fail(error)
        return
      }
      callOff()
      connection.removeListener('close', onClose)
      resolve(channel)
    })
  })
}
