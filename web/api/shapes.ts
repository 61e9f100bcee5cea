import type { HostDetails as SomeHostDetails, NodeItem as Item } from '../../src/api/contract.ts'

/** The web asks for every part of a node, so that none is left out. */
export type HostDetails = { [Part in keyof SomeHostDetails]-?: Exclude<SomeHostDetails[Part], undefined> }

export type NodeItem = Item
export type Section = HostDetails['sections'][string]
export type Disk = NonNullable<HostDetails['hardware']['disks']>[number]
export type Interface = NonNullable<HostDetails['network']>[number]
export type Storage = NonNullable<HostDetails['storage']>[number]
