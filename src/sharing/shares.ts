import { HISTORY_LEASE, remoteOf } from '../store/sharing-port.ts'
import type { Presence, Standing } from '../store/sharing-port.ts'

/** What a process may hold. */
export interface Wishes extends Omit<Presence, 'id' | 'version'> {
  readonly keepsHistory: boolean
}

export interface Plan {
  readonly claim: readonly string[]
  readonly release: readonly string[]
}

/** So many remotes are taken at once, at most: others that have just started take theirs. */
const AT_ONCE = 100

/**
 * No process reads more than its share of the remotes it may read; one of those that are there keeps history. A process
 * with a site reads the remotes of that site. One without reads those without, and those of sites where nobody reads.
 */
export function planOf(
  { held, free, sites }: Pick<Standing, 'held' | 'free' | 'sites'>,
  { collects, site, keepsHistory }: Wishes,
): Plan {
  const strengths = new Map(sites.map((one) => [one.site, one]))
  const isOurs = (of: string | null): boolean =>
    of === site || (site === null && (strengths.get(of)?.workers ?? 0) === 0)
  const remotes = sites.filter((one) => isOurs(one.site)).reduce((sum, one) => sum + one.remotes, 0)
  const share = collects ? Math.ceil(remotes / Math.max(1, strengths.get(site)?.workers ?? 0)) : 0
  const reads = held.filter(({ name }) => remoteOf(name) !== null)
  const mine = reads.filter((one) => isOurs(one.site))
  const others = reads.filter((one) => !isOurs(one.site))
  const room = Math.min(AT_ONCE, Math.max(0, share - mine.length))
  const open = free.filter((one) => remoteOf(one.name) !== null && isOurs(one.site)).slice(0, room)
  const history = keepsHistory ? free.filter(({ name }) => name === HISTORY_LEASE) : []
  return { claim: [...open, ...history].map(nameOf), release: [...others, ...mine.slice(share)].map(nameOf) }
}

const nameOf = ({ name }: { readonly name: string }): string => name
