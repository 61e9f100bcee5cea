import { COLLECTORS } from '../../collectors/index.ts'
import { storages } from '../../collectors/node/storages.ts'
import { subscription } from '../../collectors/node/subscription.ts'
import { version } from '../../collectors/node/version.ts'
import { zfsPools } from '../../collectors/node/zfs-pools.ts'
import type { FailureKind } from '../../model/failure.ts'
import type { Change, FleetEvent } from '../../model/fleet-event.ts'
import type { Kept, Observation } from '../../model/observation.ts'
import { difference } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'
import { changed } from './change.ts'
import { poolChanges, storageList, storageStates } from './storage-changes.ts'

/** Why a node is not asked any more until the operator acts. */
const STOPPED: readonly FailureKind[] = ['untrusted', 'auth']

/** What a node tells of itself alone. */
const OWN = new Set(COLLECTORS.filter(({ anyMember }) => !anyMember).map(({ name }) => name))

const ownIn = (kept: KeptByCollector): Kept[] => [...kept.values()].filter(({ last }) => OWN.has(last.collector))

const wasRead = (kept: KeptByCollector): boolean => ownIn(kept).some(({ lastGood }) => lastGood !== null)

/** Why looks of one round were all refused; null where any of them was not. */
function refusalOf(looks: readonly Observation[]): FailureKind | null {
  const kinds = looks.map(({ outcome }) => (outcome.status === 'failed' ? outcome.failure.kind : null))
  return kinds.every((kind) => kind !== null && STOPPED.includes(kind)) ? (kinds[0] ?? null) : null
}

/** What a node that cannot be asked at all has to say is noted for all its facts at one time. */
function newestLooks(kept: KeptByCollector): Observation[] {
  const looks = ownIn(kept).map(({ last }) => last)
  const newest = Math.max(...looks.map(({ at }) => at))
  return looks.filter(({ at }) => at === newest)
}

function accessChanges(before: KeptByCollector, looks: readonly Observation[]): Change[] {
  const own = looks.filter(({ collector }) => OWN.has(collector))
  if (own.length === 0) return []
  const [from, to] = [refusalOf(newestLooks(before)), refusalOf(own)]
  return from === to ? [] : [{ kind: 'node-access', what: null, from, to }]
}

function versionChanges(before: KeptByCollector, after: KeptByCollector): Change[] {
  const found = difference(before, after, version)
  if (!found) return []
  const { was, is } = found
  return [
    ...changed('node-version', was.pveVersion, is.pveVersion),
    ...changed('node-kernel', was.kernelVersion, is.kernelVersion),
  ]
}

function licenseChanges(before: KeptByCollector, after: KeptByCollector): Change[] {
  const found = difference(before, after, subscription)
  return found ? changed('node-license', found.was.status, found.is.status) : []
}

/**
 * What a look at a node changed. Only what was read both before and now is compared: the first look says what there is
 * and a failed one nothing (trap 18).
 */
function nodeChanges(before: KeptByCollector, after: KeptByCollector, looks: readonly Observation[]): Change[] {
  if (!wasRead(before)) return wasRead(after) ? [{ kind: 'node-first-seen', what: null, from: null, to: null }] : []
  const ofStorages = difference(before, after, storages)
  const ofPools = difference(before, after, zfsPools)
  return [
    ...accessChanges(before, looks),
    ...versionChanges(before, after),
    ...licenseChanges(before, after),
    ...(ofStorages ? storageStates(ofStorages.was, ofStorages.is) : []),
    ...(ofPools ? poolChanges(ofPools.was, ofPools.is) : []),
  ]
}

/** What `looks` at a node changed, with what changed on all nodes alike; `others`: what is kept of them. */
export function nodeEvents(
  { remoteId, nodeId }: Pick<FleetEvent, 'remoteId' | 'nodeId'>,
  before: KeptByCollector,
  after: KeptByCollector,
  others: readonly KeptByCollector[],
  looks: readonly Observation[],
): FleetEvent[] {
  const at = Math.max(...looks.map((look) => look.at))
  const subject = { remoteId, vmid: null, name: null, at }
  const lists = difference(before, after, storages)
  const shared = lists ? storageList(lists.was, lists.is, others) : []
  return [
    ...nodeChanges(before, after, looks).map((change) => ({ ...subject, nodeId, ...change })),
    ...shared.map((change) => ({ ...subject, nodeId: null, ...change })),
  ]
}
