import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { faulty, mannerOf } from '../faults/fault.ts'
import type { Fault } from '../faults/fault.ts'
import type { Node } from '../fleet/fleet.ts'
import { printed } from '../node/answer.ts'
import type { Answer } from '../node/answer.ts'
import type { View } from '../state/view.ts'
import type { Command } from '../wire/command.ts'
import type { Host } from '../wire/exchange.ts'
import { apiReply, bareReply } from './api-reply.ts'
import type { ApiReply } from './api-reply.ts'
import { parseRequest } from './http.ts'
import type { HttpRequest } from './http.ts'
import { send } from './send.ts'
import { NotSignedIn, tokenIn } from './tokens.ts'
import type { Token } from './tokens.ts'

/** How long those who ask really wait. */
export interface Waits {
  /** For a 401, however fast it is found out (PVE/APIServer/AnyEvent.pm). */
  readonly unauthorizedSeconds: number
  /** Until the network says that a member is not there. */
  readonly unreachableSeconds: number
  /** Until pveproxy gives up on whom it asked itself. */
  readonly unansweredSeconds: number
}

/** A node as those see it who ask it over HTTPS. */
export interface Front extends Pick<Host, 'figures' | 'view' | 'violation'> {
  readonly waits: Waits
  /** Those that are accepted now. */
  tokens(): readonly Token[]
  faultsOf(node: Node): ReadonlySet<Fault>
}

export interface Session {
  readonly front: Front
  readonly socket: Socket
  readonly gone: AbortSignal
}

/** pveproxy closes a connection after so many requests (PVE/Service/pveproxy.pm). */
const REQUESTS_OF_A_CONNECTION = 100

const METHODS = ['GET', 'POST', 'PUT', 'DELETE']

const A_DAY = 86_400

/** Answers the n-th request of a connection. Says whether another one may follow. */
export async function respond(session: Session, text: string, ordinal: number): Promise<boolean> {
  const { front, socket, gone } = session
  front.figures.requests++
  const view = front.view()
  const request = parseRequest(text)
  const meant = request ? await replyTo(session, view, request) : bareReply(view, 400, 'bad request')
  if (meant.violation !== null) front.violation(meant.violation)
  const { reply, body } = await spoilt(session, view, meant)
  const parcel = {
    ...reply,
    body,
    keepsAlive: reply.status < 400 && ordinal < REQUESTS_OF_A_CONNECTION && mayFollow(request),
    gzipAccepted: request?.headers.get('accept-encoding')?.includes('gzip') ?? false,
    manner: mannerOf(front.faultsOf(view.node), commandOf('request', reply.path)),
  }
  front.figures.bytesOut += await send(socket, view, parcel, gone)
  return parcel.keepsAlive
}

function mayFollow(request: HttpRequest | null): boolean {
  const connection = request?.headers.get('connection')
  return connection === undefined ? request?.version === '1.1' : !/close/i.test(connection)
}

/** As faults see it. */
const commandOf = (kind: Command['kind'], what: string): Command => ({
  kind,
  what,
  seconds: 0,
  perl: false,
  pmxcfs: true,
  answer: () => printed(''),
})

async function replyTo(session: Session, view: View, request: HttpRequest): Promise<ApiReply> {
  const { front, gone } = session
  if (!METHODS.includes(request.method)) {
    const reason = `method '${request.method}' not available`
    return { ...bareReply(view, 501, reason), violation: reason }
  }
  // Whoever signs in is looked up in the cluster file system; while that hangs, nobody is told anything.
  if (faulty(front.faultsOf(view.node), commandOf('file', '/etc/pve/user.cfg'), printed('')).hangs)
    await waited(A_DAY, gone)
  try {
    const token = tokenIn(request.headers.get('authorization'), front.tokens(), view.node.release)
    const reply = apiReply(view, token, request)
    if (reply.status === 595) await waited(front.waits.unreachableSeconds, gone)
    return reply
  } catch (error) {
    if (!(error instanceof NotSignedIn)) throw error
    await waited(front.waits.unauthorizedSeconds, gone)
    return bareReply(view, 401, error.message)
  }
}

/** What the faults of the node that answers make of it. */
async function spoilt(
  { front, gone }: Session,
  view: View,
  reply: ApiReply,
): Promise<{ reply: ApiReply; body: Answer }> {
  const well: Answer = { ...printed(reply.body), exit: reply.status === 200 ? 0 : 1 }
  if (reply.body === '') return { reply, body: well }
  const body = faulty(front.faultsOf(reply.node), commandOf('request', reply.path), well)
  if (!body.hangs) return { reply, body }
  await waited(front.waits.unansweredSeconds, gone)
  return { reply: bareReply(view, 596, 'Connection timed out'), body: printed('') }
}

const waited = (seconds: number, gone: AbortSignal): Promise<void> => pause(seconds * 1000, undefined, { signal: gone })
