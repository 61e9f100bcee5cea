import type { DiskList } from '../fleet/disk-list.ts'
import type { FindingItem } from '../fleet/findings.ts'
import type { GuestPlace } from '../fleet/guest-places.ts'
import type { GuestItem, VmFullDetails } from '../fleet/guest-shapes.ts'
import type { RemoteView } from '../fleet/remote-view.ts'
import type { Include } from '../fleet/sections.ts'
import type { ClusterItem, HostDetails, NodeItem } from '../fleet/shapes.ts'
import type { SharedRun } from '../fleet/shared-run.ts'
import type { RemoteDesk } from '../model/desk.ts'
import type { EventQuery, KeptFleetEvent } from '../model/fleet-event.ts'
import type { Permission } from '../model/permission.ts'
import type { ReadShare } from '../model/read-share.ts'
import type { CoursePoint, Timeframe } from '../model/sample.ts'
import type { Run } from '../model/transcript.ts'
import type { Store } from '../store/port.ts'
import type { Accounts } from './auth/port.ts'

/** The current state of everything, from memory. */
export interface Fleet {
  /** All remotes, each the same object as long as nothing of it has changed, and so is the list. */
  remotes(): readonly RemoteView[]
  /** Works out in short steps what `remotes` would have to work out at once: once for all who wait for it. */
  readonly catchUp: SharedRun
  remoteIds(): readonly number[]
  /** One remote alone. Null where there is no such remote. */
  remote(remoteId: number): RemoteView | null
  nodes(): readonly NodeItem[]
  /** Null where there is no such node. */
  node(nodeId: number): NodeItem | null
  hostDetails(nodeId: number, include: Include): HostDetails | null
  clusters(): readonly ClusterItem[]
  /** Those on one node. Null where there is no such node. */
  guestsOn(nodeId: number): readonly GuestItem[] | null
  /** The disks of those on one node. Null where there is no such node. */
  disksOn(nodeId: number): DiskList | null
  /** Where a guest is now, by its vmid and any node of its remote. Null where there is no such guest. */
  guestPlace(nodeId: number, vmid: number): GuestPlace | null
  guestDetails(nodeId: number, vmid: number): VmFullDetails | null
}

/** What became of the fleet over time. */
export interface History {
  /** The newest first. */
  events(query: EventQuery): Promise<readonly KeptFleetEvent[]>
  /** What a metric of a subject was, the oldest first. `metric`: its place in the list of its kind. */
  course(subject: string, metric: number, timeframe: Timeframe): Promise<readonly CoursePoint[]>
  /** When a finding was first seen, in milliseconds since the epoch; null where that is not known yet. */
  since(finding: FindingItem): number | null
}

/** What nodes were asked lately. */
export interface Transcripts {
  /** The newest first. Rejects with `FailureError` where another process reads the node, and does not tell. */
  of(nodeId: number): readonly Run[] | Promise<readonly Run[]>
}

export interface ApiPorts {
  readonly store: Pick<Store, 'ping' | 'remotes' | 'remote' | 'recordEvent' | 'events'>
  readonly fleet: Fleet
  readonly remotes: RemoteDesk
  readonly accounts: Accounts
  readonly history: History
  readonly transcripts: Transcripts
  /** How much this process reads, of several; missing where it is the only one. */
  readonly share?: () => ReadShare | null
  /** What may be read on nodes. */
  readonly permissions: readonly Permission[]
}
