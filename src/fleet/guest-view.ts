import type { z } from 'zod'
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
import { factOf } from './kept.ts'
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

const byVmid = <Row extends { readonly vmid: number }>(rows: readonly Row[]): ReadonlyMap<number, Row> =>
  new Map(rows.map((row) => [row.vmid, row]))

const listedByVmid = oncePer((fact: z.infer<typeof guests.fact>) => byVmid(fact.guests))
const vmsByVmid = oncePer((fact: z.infer<typeof vmStatus.fact>) => byVmid(fact.vms))
const containersByVmid = oncePer((fact: z.infer<typeof containerStatus.fact>) => byVmid(fact.containers))

/** Its row in the list of all guests, the newest figures there are. */
export function listedOf({ ofNode, vmid }: GuestView): Listed | null {
  const fact = factOf(ofNode, guests)
  return (fact && listedByVmid(fact).get(vmid)) ?? null
}

export function vmStatusOf({ ofNode, vmid, type }: GuestView): VmStatus | null {
  const fact = type === 'qemu' ? factOf(ofNode, vmStatus) : null
  return (fact && vmsByVmid(fact).get(vmid)) ?? null
}

export function containerStatusOf({ ofNode, vmid, type }: GuestView): ContainerStatus | null {
  const fact = type === 'lxc' ? factOf(ofNode, containerStatus) : null
  return (fact && containersByVmid(fact).get(vmid)) ?? null
}

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
