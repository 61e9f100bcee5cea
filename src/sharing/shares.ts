import { HISTORY_LEASE, remoteOf } from '../store/sharing-port.ts'
import type { Standing } from '../store/sharing-port.ts'

/** What a process may hold. */
export interface Wishes {
  readonly collects: boolean
  readonly keepsHistory: boolean
}

export interface Plan {
  readonly claim: readonly string[]
  readonly release: readonly string[]
}

/** So many remotes are taken at once, at most: others that have just started take theirs. */
const AT_ONCE = 100

/** No process reads more than its share of all remotes; one of those that are there keeps history. */
export function planOf({ held, free, remotes, workers }: Standing, { collects, keepsHistory }: Wishes): Plan {
  const mine = held.filter((name) => remoteOf(name) !== null)
  const share = collects ? Math.ceil(remotes / Math.max(1, workers)) : 0
  const room = Math.min(AT_ONCE, Math.max(0, share - mine.length))
  return {
    claim: [
      ...free.filter((name) => remoteOf(name) !== null).slice(0, room),
      ...(keepsHistory && free.includes(HISTORY_LEASE) ? [HISTORY_LEASE] : []),
    ],
    release: mine.slice(share),
  }
}
