import { HISTORY_LEASE, remoteOf } from '../store/sharing-port.ts'
import type { Presence, Standing, Wanted } from '../store/sharing-port.ts'

/** What a process may hold. */
export interface Wishes extends Omit<Presence, 'id' | 'version'> {
  readonly keepsHistory: boolean
}

export interface Plan extends Wanted {
  readonly release: readonly string[]
}

/** So many remotes are taken at once, at most: others that have just started take theirs. */
const AT_ONCE = 100

/**
 * No process reads more than its share of the remotes it may read; one of those that are there keeps history. A process
 * with a site reads the remotes of that site. One without reads those without, and those of sites where nobody reads.
 */
export function planOf(
  { held, sites }: Pick<Standing, 'held' | 'sites'>,
  { collects, site, keepsHistory }: Wishes,
): Plan {
  const strengths = new Map(sites.map((one) => [one.site, one]))
  const isOurs = (of: string | null): boolean =>
    of === site || (site === null && (strengths.get(of)?.workers ?? 0) === 0)
  const remotes = sites.filter((one) => isOurs(one.site)).reduce((sum, { remoteIds }) => sum + remoteIds.length, 0)
  const share = collects ? Math.ceil(remotes / Math.max(1, strengths.get(site)?.workers ?? 0)) : 0
  const reads = held.filter(({ name }) => remoteOf(name) !== null)
  const mine = reads.filter((work) => isOurs(work.site))
  const others = reads.filter((work) => !isOurs(work.site))
  return {
    release: [...others, ...mine.slice(share)].map(({ name }) => name),
    remotes: Math.min(AT_ONCE, Math.max(0, share - mine.length)),
    notAt: [...strengths.keys()].filter((of) => !isOurs(of)),
    history: keepsHistory && held.every(({ name }) => name !== HISTORY_LEASE),
  }
}
