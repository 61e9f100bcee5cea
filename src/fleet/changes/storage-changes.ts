import type { z } from 'zod'
import { storages } from '../../collectors/node/storages.ts'
import type { zfsPools } from '../../collectors/node/zfs-pools.ts'
import type { Change } from '../../model/fleet-event.ts'
import { lastGood } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'
import { cameAndWent, changed } from './change.ts'

type Storages = z.infer<typeof storages.fact>
type Pools = z.infer<typeof zfsPools.fact>

const stateOf = ({ enabled, active }: Storages['storages'][number]): string =>
  enabled ? (active ? 'active' : 'inactive') : 'disabled'

/** Which storages of a node changed their state. */
export function storageStates(was: Storages, is: Storages): Change[] {
  const before = new Map(was.storages.map((one) => [one.name, stateOf(one)]))
  return is.storages.flatMap((one) => changed('storage-status', before.get(one.name) ?? null, stateOf(one), one.name))
}

const namesOf = ({ storages: all }: Storages): string[] => all.map(({ name }) => name)

/**
 * Which storages came and went. All nodes of a cluster list the same ones, of one configuration (storage.cfg): what
 * another node told before is no news.
 */
export function storageList(was: Storages, is: Storages, others: readonly KeptByCollector[]): Change[] {
  const known = others.flatMap((kept) => lastGood(kept, storages)?.value ?? [])
  return cameAndWent(['storage-appeared', 'storage-gone'], namesOf(was), namesOf(is)).filter(({ kind, what }) => {
    const isTold = (one: Storages): boolean => namesOf(one).includes(what ?? '') === (kind === 'storage-appeared')
    return !known.some(isTold)
  })
}

/** Which ZFS pools changed their health. One that is not imported has none. */
export function poolChanges(was: Pools, is: Pools): Change[] {
  const [before, after] = [was, is].map(({ pools }) => new Map(pools.map(({ name, health }) => [name, health])))
  const names = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])
  return [...names].sort().flatMap((what): Change[] => {
    const [from, to] = [before?.get(what) ?? null, after?.get(what) ?? null]
    return from === to ? [] : [{ kind: 'pool-health', what, from, to }]
  })
}
