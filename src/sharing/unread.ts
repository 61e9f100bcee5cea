import type { Clock } from '../lib/clock.ts'
import { remoteOf } from '../store/sharing-port.ts'
import type { Standing } from '../store/sharing-port.ts'

/** Those that start or take over meanwhile are none to be worried about. */
const AFTER_MS = 30_000

/** Remotes that nobody reads, and that nobody there will: none that reads is at their site, and none is without one. */
export function strandedIn({ free, sites }: Pick<Standing, 'free' | 'sites'>): number[] {
  const isReadAt = (site: string | null): boolean => sites.some((one) => one.site === site && one.workers > 0)
  return free.flatMap(({ name, site }) => {
    const id = remoteOf(name)
    return id === null || isReadAt(site) || isReadAt(null) ? [] : [id]
  })
}

/**
 * Takes in what there is with each beat, and gives the remotes that nobody reads for half a minute already, in order.
 * `changed` is told of them when they are others than before.
 */
export function openUnread(clock: Pick<Clock, 'now'>, changed: (remoteIds: readonly number[]) => void) {
  let since = new Map<number, number>()
  let unread: readonly number[] = []
  return (standing: Pick<Standing, 'free' | 'sites'>): readonly number[] => {
    const now = clock.now()
    since = new Map(strandedIn(standing).map((id) => [id, since.get(id) ?? now]))
    const long = [...since].filter(([, at]) => now - at >= AFTER_MS).map(([id]) => id)
    const found = long.sort((a, b) => a - b)
    const isSame = found.length === unread.length && found.every((id, index) => id === unread[index])
    unread = found
    if (!isSame) changed(found)
    return unread
  }
}
