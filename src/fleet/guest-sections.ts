import { GUEST_COLLECTORS } from '../collectors/index.ts'
import { filesystems } from '../collectors/guest/filesystems.ts'
import { containerStatus } from '../collectors/node/container-status.ts'
import { guests } from '../collectors/node/guests.ts'
import { logicalVolumes } from '../collectors/node/logical-volumes.ts'
import { storageConfig } from '../collectors/node/storage-config.ts'
import { vmStatus } from '../collectors/node/vm-status.ts'
import { volumeFiles } from '../collectors/node/volume-files.ts'
import { zfsDatasets } from '../collectors/node/zfs-datasets.ts'
import { zfsSnapshots } from '../collectors/node/zfs-snapshots.ts'
import type { GuestType } from '../model/observation.ts'
import { configuredDisks, listsOf } from './guest-view.ts'
import type { GuestView } from './guest-view.ts'
import { placeOf } from './parts/guest-usage.ts'
import { lastGood } from './kept.ts'
import type { KeptByCollector } from './kept.ts'
import { findingsIn, problemsIn, sectionOf, sourceOf } from './sections.ts'
import type { Problem, Section, ShownFinding, Source } from './sections.ts'

/** The sections of facts that are not shown under their collector's own name. `a.b` is one more source of what `a` shows. */
const SHOWN_AS = {
  config: ['config', 'networks', 'disks'],
  addresses: ['ip_addresses'],
  filesystems: ['agent.filesystems'],
  guests: ['runtime'],
  'vm-status': ['runtime.vm_status'],
  'container-status': ['runtime.container_status'],
  'storage-config': ['disks.storages'],
  'zfs-datasets': ['disks.zfs'],
  'logical-volumes': ['disks.lvm'],
  'volume-files': ['disks.files'],
  'zfs-snapshots': ['snapshots.zfs'],
} as const

const source = (collector: Parameters<typeof sourceOf>[0]): Source => sourceOf(collector, SHOWN_AS)

const ofType = (type: GuestType): readonly Source[] =>
  GUEST_COLLECTORS.filter(({ types }) => types.includes(type)).map(source)

type ByType = Readonly<Record<GuestType, readonly Source[]>>

/** What is read of the guest itself. */
const OF_GUEST: ByType = { qemu: ofType('qemu'), lxc: ofType('lxc') }

const inRow = (sources: readonly Source[]): readonly Source[] =>
  sources.filter(({ collector }) => collector.name !== filesystems.name)

/** The part of it that rows of lists show. */
const IN_ROW: ByType = { qemu: inRow(OF_GUEST.qemu), lxc: inRow(OF_GUEST.lxc) }

/** What the node says of all its guests. */
const OF_NODE: ByType = {
  qemu: [guests, vmStatus].map(source),
  lxc: [guests, containerStatus].map(source),
}

const STORAGES = source(storageConfig)
const ZFS = [zfsDatasets, zfsSnapshots].map(source)
const LVM = [source(logicalVolumes)]
const FILES = [source(volumeFiles)]

const SOURCES_OF_PLACE: Readonly<Record<ReturnType<typeof placeOf>['kind'], readonly Source[]>> = {
  zfs: ZFS,
  lvm: LVM,
  'lvm-thin': LVM,
  file: FILES,
  nowhere: [],
}

/** What the node says of the storages that its disks are on, and of no others. */
function storageSources(view: GuestView): readonly Source[] {
  const disks = configuredDisks(view)?.filter(({ storage }) => storage !== null) ?? []
  if (disks.length === 0) return []
  const places = disks.flatMap((disk) => SOURCES_OF_PLACE[placeOf(view.ofNode, disk).kind])
  return [STORAGES, ...new Set(places)]
}

const nodeSources = (view: GuestView): readonly Source[] => [...OF_NODE[view.type], ...storageSources(view)]

/** How each section was read, by its name. */
export function guestSections(view: GuestView): Record<string, Section> {
  const read = (kept: KeptByCollector, sources: readonly Source[]) =>
    sources.flatMap(({ collector, section, others }) => {
      const one = sectionOf(kept, collector, view.now)
      return [section, ...others].map((name) => [name, one] as const)
    })
  return Object.fromEntries([...read(view.ofGuest, OF_GUEST[view.type]), ...read(view.ofNode, nodeSources(view))])
}

/** Why something is missing: one entry for each fact whose last look read no value. */
export const guestProblems = (view: GuestView): Problem[] => [
  ...problemsIn(view.ofNode, nodeSources(view)),
  ...problemsIn(view.ofGuest, OF_GUEST[view.type]),
]

/** The same for a row of a list: of the lists of guests, and of all else. */
export const listProblems = ({ type, ofNode }: GuestView): Problem[] => problemsIn(ofNode, OF_NODE[type])
export const settledProblems = (view: GuestView): Problem[] => [
  ...problemsIn(view.ofNode, storageSources(view)),
  ...problemsIn(view.ofGuest, IN_ROW[view.type]),
]

/** When any of what is shown of the guest itself was last read, in milliseconds since the epoch; null when nothing was. */
export function newestOwnRead({ type, ofGuest }: GuestView): number | null {
  const reads = IN_ROW[type].flatMap(({ collector }) => lastGood(ofGuest, collector)?.at ?? [])
  return reads.length > 0 ? Math.max(...reads) : null
}

const later = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other)

/** When any of what is shown was last read. `own`: of the guest itself. */
export function newestGuestRead(view: GuestView, own = newestOwnRead(view)): number | null {
  const { listed, vms, containers } = listsOf(view)
  const ofNode = later(listed.at, (view.type === 'qemu' ? vms : containers).at)
  return later(own, ofNode)
}

/** What deserves attention in what the guest itself was asked. */
export const guestFindings = ({ type, ofGuest }: GuestView): ShownFinding[] => findingsIn(ofGuest, OF_GUEST[type])
