import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../lib/clock.ts'
import type { Unread } from '../model/read-share.ts'
import type { Standing } from '../store/sharing-port.ts'

/** Those that start or take over meanwhile are none to be worried about. */
const AFTER_MS = 30_000

const STRANDED: Unread = { why: 'stranded' }

/** Remotes that nobody may read: none that reads is at their site, and none is without one. */
export function strandedIn(sites: Standing['sites']): number[] {
  if (sites.some(({ site, workers }) => site === null && workers > 0)) return []
  return sites.filter(({ workers }) => workers === 0).flatMap(({ remoteIds }) => remoteIds)
}

/**
 * Takes in what there is with each beat, and gives the remotes that nobody reads: those given up, and those stranded for
 * half a minute already. Gives the same map, and does not tell `changed`, as long as they are the same as before.
 */
export function openUnread(clock: Pick<Clock, 'now'>, changed: (unread: ReadonlyMap<number, Unread>) => void) {
  let since = new Map<number, number>()
  let unread: ReadonlyMap<number, Unread> = new Map()
  return ({ sites, givenUp }: Pick<Standing, 'sites' | 'givenUp'>): ReadonlyMap<number, Unread> => {
    const now = clock.now()
    since = new Map(strandedIn(sites).map((id) => [id, since.get(id) ?? now]))
    const found = new Map<number, Unread>(
      [...since].filter(([, at]) => now - at >= AFTER_MS).map(([id]) => [id, STRANDED]),
    )
    for (const { remoteId, times } of givenUp) found.set(remoteId, { why: 'given-up', times })
    if (isDeepStrictEqual(found, unread)) return unread
    unread = found
    changed(unread)
    return unread
  }
}
