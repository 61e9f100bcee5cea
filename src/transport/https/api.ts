import type { Clock } from '../../lib/clock.ts'
import { FailureError } from '../../model/failure.ts'
import type { Secret } from '../../model/secret.ts'
import { wordsOf } from '../section.ts'
import type { Get } from '../section.ts'
import { Untrusted } from '../untrusted.ts'
import { httpsClient } from './client.ts'
import type { Entry, HttpsClient, HttpsReply } from './client.ts'
import { NoConnection } from './failures.ts'
import { dataOf } from './reply.ts'

/** A place where the API is reached. */
export interface KnownEntry extends Entry {
  /** Its certificate was learnt over another member: where it has changed, that one can still be asked. */
  readonly learnt: boolean
}

export interface HttpsTarget {
  /** The best first. PVE passes on to any member what it is asked for. */
  readonly entries: readonly KnownEntry[]
  /** `USER@REALM!TOKENID`. */
  readonly tokenId: string
  readonly tokenSecret: Secret
}

/** What the API said, and how long it took. */
export interface Told {
  readonly data: unknown
  readonly milliseconds: number
}

export interface HttpsApi {
  /** Throws `Absent` where this PVE has no such path, `FailureError` otherwise. */
  get(get: Get, seconds: number): Promise<Told>
  close(this: void): void
}

export function httpsApi(target: HttpsTarget, clock: Clock, maxSeconds = Number.MAX_SAFE_INTEGER): HttpsApi {
  const { entries, tokenId, tokenSecret } = target
  const clients = entries.map((entry) => httpsClient(entry, clock))
  const ask = inOrder(entries, clients)
  return {
    async get(get, seconds) {
      const startedAt = clock.now()
      const authorization = `PVEAPIToken=${encoded(`${tokenId}=${tokenSecret.reveal()}`)}`
      const limit = Math.min(seconds, maxSeconds)
      const reply = await ask((client) => client.get(targetOf(get), authorization, limit))
      return { data: dataOf(get.path, reply), milliseconds: clock.now() - startedAt }
    },
    close() {
      for (const client of clients) client.close()
    },
  }
}

/** PVE decodes what is percent-encoded (PVE/APIServer/Formatter.pm); what tokens are made of stays as it is. */
const encoded = (token: string): string => token.toWellFormed().replace(/[^\w@!=.-]/gu, encodeURIComponent)

const targetOf = (get: Get): string => {
  const query = wordsOf(get).join('&')
  return `/api2/json${get.path}${query === '' ? '' : `?${query}`}`
}

type Ask = (request: (client: HttpsClient) => Promise<HttpsReply>) => Promise<HttpsReply>

const MOST_TRIES = 3

/** Stays with the place that answered last, and goes on to the next one where there is no connection to it. */
function inOrder(entries: readonly KnownEntry[], clients: readonly HttpsClient[]): Ask {
  let current = 0
  const attempt = async (request: Parameters<Ask>[0], tries: number): Promise<HttpsReply> => {
    const index = current
    const [entry, client] = [entries[index], clients[index]]
    if (!entry || !client) throw new FailureError('bug', 'there is no address to reach the API at')
    try {
      return await request(client)
    } catch (error) {
      const unmet = isUnmet(error, entry)
      if (unmet && current === index) current = (index + 1) % entries.length
      if (tries === MOST_TRIES || (unmet ? entries.length === 1 : !hasBroken(error) || tries > 1)) throw error
      return attempt(request, tries + 1).catch((last: unknown) => {
        throw last instanceof NoConnection ? error : last
      })
    }
  }
  return (request) => attempt(request, 1)
}

const isUnmet = (error: unknown, { learnt }: KnownEntry): boolean =>
  error instanceof NoConnection || (learnt && error instanceof Untrusted)

/** pveproxy may close a kept connection while the next request is on its way: it is restarted every day (logrotate). */
const hasBroken = (error: unknown): boolean => error instanceof FailureError && error.failure.kind === 'unreachable'
