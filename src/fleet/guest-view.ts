import type { z } from 'zod'
import type { Collector } from '../collectors/collector.ts'
import { config } from '../collectors/guest/config.ts'
import { containerStatus } from '../collectors/node/container-status.ts'
import { guests } from '../collectors/node/guests.ts'
import { vmStatus } from '../collectors/node/vm-status.ts'
import type { GuestType } from '../model/observation.ts'
import type { RawConfig } from '../pve/guest-config.ts'
import { disksIn } from '../pve/guest-disks.ts'
import type { GuestDisk } from '../pve/guest-disks.ts'
import { netsIn } from '../pve/guest-nets.ts'
import type { GuestNet } from '../pve/guest-nets.ts'
import { factOf, lastGood } from './kept.ts'
import type { KeptByCollector } from './kept.ts'
import { oncePer } from './once-per.ts'
import type { CounterSample } from './parts/guest-rates.ts'

/** The node a guest is on. */
export interface GuestNode {
  /** Null for one that is not kept, like `remoteId`. */
  readonly nodeId: number | null
  readonly hostname: string
  readonly status: 'online' | 'offline' | 'unknown'
  readonly cluster: string | null
  readonly remoteId: number | null
}

/** One guest with all that is kept of it and of its node, and when it is looked at. */
export interface GuestView {
  readonly vmid: number
  readonly type: GuestType
  readonly node: GuestNode
  readonly ofNode: KeptByCollector
  readonly ofGuest: KeptByCollector
  /** The counters of the look before the newest. */
  readonly before: CounterSample | null
  /** Milliseconds since the epoch. */
  readonly now: number
}

type Listed = z.infer<typeof guests.fact>['guests'][number]
type VmStatus = z.infer<typeof vmStatus.fact>['vms'][number]
type ContainerStatus = z.infer<typeof containerStatus.fact>['containers'][number]

/** A list of guests that a node told. */
interface ListOfGuests<Row> {
  /** By vmid; empty where it is not known. */
  readonly rows: ReadonlyMap<number, Row>
  /** When it was last read, in milliseconds since the epoch; null when it never was. */
  readonly at: number | null
}

/** What a node tells of all its guests. */
export interface ListsOfGuests {
  readonly listed: ListOfGuests<Listed>
  readonly vms: ListOfGuests<VmStatus>
  readonly containers: ListOfGuests<ContainerStatus>
}

function listIn<Fact, Row extends { readonly vmid: number }>(
  ofNode: KeptByCollector,
  collector: Pick<Collector<Fact>, 'name' | 'fact'>,
  rowsIn: (fact: Fact) => readonly Row[],
): ListOfGuests<Row> {
  const fact = factOf(ofNode, collector)
  const rows = fact === null ? [] : rowsIn(fact)
  return { rows: new Map(rows.map((row) => [row.vmid, row])), at: lastGood(ofNode, collector)?.at ?? null }
}

/** Nodes whose lists are open at a time: those of a large cluster, whose guests are looked at in the order of their vmids. */
const OPEN_AT_ONCE = 50

let open = new Map<KeptByCollector, ListsOfGuests>()

/** What the node of a guest tells of all its guests: every row of it is asked for. */
export function listsOf({ ofNode }: Pick<GuestView, 'ofNode'>): ListsOfGuests {
  const before = open.get(ofNode)
  if (before) return before
  const lists = {
    listed: listIn(ofNode, guests, (fact) => fact.guests),
    vms: listIn(ofNode, vmStatus, (fact) => fact.vms),
    containers: listIn(ofNode, containerStatus, (fact) => fact.containers),
  }
  if (open.size >= OPEN_AT_ONCE) open = new Map()
  open.set(ofNode, lists)
  return lists
}

/** Its row in the list of all guests, the newest figures there are. */
export const listedOf = (view: GuestView): Listed | null => listsOf(view).listed.rows.get(view.vmid) ?? null

export const vmStatusOf = (view: GuestView): VmStatus | null =>
  (view.type === 'qemu' ? listsOf(view).vms.rows.get(view.vmid) : null) ?? null

export const containerStatusOf = (view: GuestView): ContainerStatus | null =>
  (view.type === 'lxc' ? listsOf(view).containers.rows.get(view.vmid) : null) ?? null

export const rawOf = ({ ofGuest }: GuestView): RawConfig | null => factOf(ofGuest, config)?.raw ?? null

const disksOfRaw = oncePer((raw: RawConfig, type: GuestType) => disksIn(type, raw))
const netsOfRaw = oncePer((raw: RawConfig, type: GuestType) => netsIn(type, raw))

/** Its disks as configured; null as long as nobody could read the configuration. */
export function configuredDisks(view: GuestView): readonly GuestDisk[] | null {
  const raw = rawOf(view)
  return raw && disksOfRaw(raw, view.type)
}

/** Its network interfaces as configured; null as long as nobody could read the configuration. */
export function configuredNets(view: GuestView): readonly GuestNet[] | null {
  const raw = rawOf(view)
  return raw && netsOfRaw(raw, view.type)
}
