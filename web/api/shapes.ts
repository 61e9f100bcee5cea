import type {
  AddedReply,
  GuestItem as AnyGuestItem,
  HostDetails as SomeHostDetails,
  NodeItem as Item,
  VmFullDetails as AnyVmFullDetails,
} from '../../src/api/contract.ts'

/** The web asks for every part of a node, so that none is left out. */
export type HostDetails = { [Part in keyof SomeHostDetails]-?: Exclude<SomeHostDetails[Part], undefined> }

export type NodeItem = Item
export type Remote = AddedReply['remote']
export type Section = HostDetails['sections'][string]
export type Disk = NonNullable<HostDetails['hardware']['disks']>[number]
export type Interface = NonNullable<HostDetails['network']>[number]
export type Storage = NonNullable<HostDetails['storage']>[number]

/** A server keeps every node whose guests it shows. */
interface Placed {
  readonly node_id: number
  readonly remote_id: number
}

export type GuestItem = AnyGuestItem & Placed
export type VmFullDetails = AnyVmFullDetails & Placed
export type GuestDisk = NonNullable<VmFullDetails['disks']>[number]
export type GuestNetwork = NonNullable<VmFullDetails['networks']>[number]
