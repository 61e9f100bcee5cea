import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:https'
import type { Agent, RequestOptions } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { SimulatedNode, Simulator } from '../start.ts'
import { first } from './fleet.ts'

/** What came back over HTTPS. */
export interface HttpsReply {
  readonly status: number
  readonly reason: string
  /** As they came, `Name: value`. */
  readonly headers: readonly string[]
  readonly body: Buffer
  readonly certificateFingerprint: string
}

interface Asking {
  readonly token?: Simulator['token']
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** With one that keeps connections alive; without it each request has a connection of its own. */
  readonly agent?: Agent
  readonly signal?: AbortSignal
}

/** Asks for a path of the API with the token of an auditor. Rejects where there is no whole reply. */
export async function askOver(
  simulator: Simulator,
  node: SimulatedNode,
  path: string,
  asking: Asking = {},
): Promise<HttpsReply> {
  const { token = simulator.token, method = 'GET', headers = {}, agent = false, signal } = asking
  const options: RequestOptions = {
    host: node.address,
    port: node.httpsPort,
    path: `/api2/json${path}`,
    method,
    agent,
    rejectUnauthorized: false,
    headers: { authorization: `PVEAPIToken=${token.id}=${token.secret}`, ...headers },
    ...(signal && { signal }),
  }
  const asked = request(options)
  // What goes wrong once the reply has begun is told by the reply.
  asked.on('error', () => undefined)
  asked.end()
  const [message] = (await once(asked, 'response')) as [IncomingMessage]
  assert.ok(message.socket instanceof TLSSocket)
  const { fingerprint256 } = message.socket.getPeerCertificate()
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  return {
    status: message.statusCode ?? 0,
    reason: message.statusMessage ?? '',
    headers: pairsOf(message.rawHeaders),
    body: Buffer.concat(chunks),
    certificateFingerprint: fingerprint256,
  }
}

const pairsOf = (raw: readonly string[]): string[] =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1] ?? ''}`] : []))

/** The JSON of a reply. */
export const jsonOf = ({ body }: HttpsReply): { data: unknown; message?: string; errors?: unknown } =>
  JSON.parse(body.toString()) as { data: unknown }

export type Row = Readonly<Record<string, unknown>>

export const rowsOf = (reply: HttpsReply): readonly Row[] => jsonOf(reply).data as Row[]

/** The path of a guest on the first node. */
export async function guestPath(simulator: Simulator, suits: (row: Row) => boolean): Promise<string> {
  const { name } = first(simulator)
  const rows = rowsOf(await askOver(simulator, first(simulator), '/cluster/resources?type=vm'))
  const guest = rows.find((row) => row['node'] === name && suits(row)) ?? assert.fail('no such guest')
  return `/nodes/${name}/${String(guest['type'])}/${String(guest['vmid'])}`
}
