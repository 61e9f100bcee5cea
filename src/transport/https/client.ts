import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Pool } from 'undici'
import type { Dispatcher } from 'undici'
import type { Clock } from '../../lib/clock.ts'
import { FailureError } from '../../model/failure.ts'
import type { CertificatePolicy } from './certificate.ts'
import { connectorFor } from './connect.ts'
import { requestFailure } from './failures.ts'

/** Where the API of a node is reached: at the node itself, at another member, or at a proxy in front. */
export interface Entry {
  readonly host: string
  readonly port: number
  readonly certificate: CertificatePolicy
}

export interface HttpsReply {
  readonly status: number
  /** What stands behind the status: up to PVE 8.3 the only place where an error has words. */
  readonly reason: string
  readonly body: Buffer
}

export interface HttpsClient {
  /** Throws `FailureError` where there is no whole reply. */
  get(target: string, authorization: string, seconds: number): Promise<HttpsReply>
  close(): void
}

const LONGEST_BODY = 32 * 2 ** 20
/** pveproxy closes a connection that was idle for 5 s (PVE/APIServer/AnyEvent.pm). */
const KEEP_ALIVE_MS = 3000

/** Connections to one place, kept as long as there is something to ask; made again when they broke. */
export function httpsClient({ host, port, certificate }: Entry, clock: Clock): HttpsClient {
  const origin = `https://${host.includes(':') ? `[${host}]` : host}:${String(port)}`
  // How long is waited for is up to the clock.
  const pool = new Pool(origin, {
    connect: connectorFor(certificate),
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: 0,
    bodyTimeout: 0,
  })

  return {
    async get(target, authorization, seconds) {
      const headers = { authorization, accept: 'application/json', 'accept-encoding': 'gzip' }
      const overdue = new AbortController()
      const callOff = clock.after(seconds * 1000, () => {
        overdue.abort(new FailureError('timeout', `no answer within ${String(seconds)} s`))
      })
      try {
        return await wholeReply(await pool.request({ method: 'GET', path: target, headers, signal: overdue.signal }))
      } catch (error) {
        throw requestFailure(overdue.signal.aborted ? overdue.signal.reason : error, { host, port })
      } finally {
        callOff()
      }
    },
    close() {
      void pool.destroy()
    },
  }
}

async function wholeReply({ statusCode, statusText, headers, body }: Dispatcher.ResponseData): Promise<HttpsReply> {
  const chunks: Buffer[] = []
  let length = 0
  const keep = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) {
      length += chunk.length
      if (length > LONGEST_BODY)
        throw new FailureError(
          'bad-reply',
          `the node sent more than ${String(LONGEST_BODY / 2 ** 20)} MiB in one reply`,
        )
      chunks.push(chunk)
    }
  }
  if (headers['content-encoding'] === 'gzip') await pipeline(body, createGunzip(), keep)
  else await pipeline(body, keep)
  return { status: statusCode, reason: statusText, body: Buffer.concat(chunks) }
}
