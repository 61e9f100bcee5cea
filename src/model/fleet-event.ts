export const EVENT_KINDS = [
  // Of a node
  'node-first-seen',
  'node-status',
  'node-rebooted',
  'node-version',
  'node-kernel',
  'node-license',
  'node-access',

  // Where data is kept
  'storage-appeared',
  'storage-gone',
  'storage-status',
  'pool-health',

  // Of a cluster
  'cluster-quorum',
  'member-joined',
  'member-left',

  // Of a guest
  'guest-appeared',
  'guest-gone',
  'guest-moved',
  'guest-status',
  'guest-config',
  'guest-agent',
  'snapshot-made',
  'snapshot-removed',

  // Of anything
  'finding',
  'events-dropped',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** Something that changed, as values: sentences are made where it is read. */
export interface FleetEvent {
  readonly remoteId: number
  /** Null for what is of a cluster as a whole. */
  readonly nodeId: number | null
  /** Null for what is of no guest. */
  readonly vmid: number | null
  /** What the guest was called then; null where nobody knows, or it is of none. */
  readonly name: string | null
  /** When it was seen, in milliseconds since the epoch. */
  readonly at: number
  readonly kind: EventKind
  /** Key of the configuration, storage, pool, snapshot, member or finding; null where the kind says it all. */
  readonly what: string | null
  /** How it was before; null where there is nothing to say. */
  readonly from: string | null
  readonly to: string | null
}

/** What changed, without where and when. */
export type Change = Pick<FleetEvent, 'kind' | 'what' | 'from' | 'to'>

export interface KeptFleetEvent extends FleetEvent {
  /** Grows with time. */
  readonly id: number
}

/** What is asked of the events; what is left out does not matter. */
export interface EventQuery {
  readonly remoteId?: number
  readonly nodeId?: number
  readonly vmid?: number
  readonly kind?: EventKind
  /** Only those older than the event of this number. */
  readonly before?: number
  readonly limit: number
}
