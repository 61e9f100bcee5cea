import type { Kysely } from 'kysely'
import type { AuditEvent, KeptEvent } from '../model/audit.ts'
import type { FleetEvent } from '../model/fleet-event.ts'
import type { Kept, Observation } from '../model/observation.ts'
import type { Gone, KnownNode, Pin, Remote } from '../model/remote.ts'
import type { Secret } from '../model/secret.ts'
import type { HistoryStore } from './history-port.ts'

export type NewRemote = Omit<Remote, 'id'>

/** Whole parts are replaced; what is left out stays. */
export type RemoteUpdate = Partial<Omit<Remote, 'id' | 'addedAt' | 'pins'>>

/** A member that is there, with all that is kept of it from now on. */
export interface SeenMember extends Omit<KnownNode, 'id' | 'remoteId' | 'gone' | 'firstSeenAt' | 'lastSeenAt'> {
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** What becomes of the members of a remote: all of it, or nothing. */
export interface MembersChange {
  /** Keys to trust; each takes the place of the one pinned before for the same kind, host and port. */
  readonly pins: readonly Pin[]
  /** The same number each time for the same name. */
  readonly seen: readonly SeenMember[]
  readonly gone: readonly (Gone & { readonly nodeId: number })[]
  /** Numbers of nodes that are forgotten, with what was seen of them. */
  readonly removed: readonly number[]
}

export interface KeptOfNode {
  readonly nodeId: number
  readonly kept: Kept
}

/** Which guest it is of, its subject says. */
export interface KeptOfGuest {
  readonly remoteId: number
  readonly kept: Kept
}

export interface KeptObservations {
  readonly nodes: readonly KeptOfNode[]
  readonly guests: readonly KeptOfGuest[]
}

/**
 * What survives a restart. A call that has resolved is on disk, also when the process is killed right after. Throws
 * `StoreError`, whose message names the file and the next step.
 */
export interface Store {
  /** Throws when the store does not answer. */
  ping(): Promise<void>

  remotes(): Promise<readonly Remote[]>
  remote(id: number): Promise<Remote | null>
  addRemote(remote: NewRemote, members?: MembersChange): Promise<Remote>
  /** Null where there is no such remote. */
  changeRemote(id: number, update: RemoteUpdate, members?: MembersChange): Promise<Remote | null>
  /** Takes the remote's pins, nodes and observations with it. False where there is none. */
  removeRemote(id: number): Promise<boolean>

  nodes(): Promise<readonly KnownNode[]>

  /**
   * Keeps the looks at one node and its guests, all or none: the last look and the last good value of each collector. With
   * them what changed since the looks before.
   */
  save(nodeId: number, observations: readonly Observation[], events?: readonly FleetEvent[]): Promise<void>
  /** Takes all looks at a guest away. */
  forgetGuest(remoteId: number, vmid: number): Promise<void>
  /** Everything kept, as it was saved: whether a value still parses is for the reader to say. */
  kept(): Promise<KeptObservations>

  /** Writes down who did what. Of very many events the oldest make room. */
  recordEvent(event: AuditEvent): Promise<void>
  /** The newest first; with `before` those that are older than the event of this number. */
  events(before: number | null, limit: number): Promise<readonly KeptEvent[]>

  readonly history: HistoryStore

  close(): Promise<void>
}

/** A store in a database that others keep tables in, too: the library of users. */
export interface SharedStore extends Store {
  readonly database: { readonly db: Kysely<unknown>; readonly type: 'sqlite' | 'postgres' }
  /** A secret of the store's own, the same after each start: another one for each purpose. */
  secretFor(purpose: string): Secret
}

/** The store cannot be used as it is. */
export class StoreError extends Error {
  /** The next step. */
  readonly hint: string

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.hint = hint
  }
}
