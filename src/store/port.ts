import type { Kept, Observation } from '../model/observation.ts'
import type { KnownNode, Pin, Remote } from '../model/remote.ts'

export type NewRemote = Omit<Remote, 'id'>

/** Whole parts are replaced; what is left out stays. */
export type RemoteUpdate = Partial<Omit<Remote, 'id' | 'addedAt' | 'pins'>>

export interface Sighting {
  readonly remoteId: number
  readonly name: string
  readonly address: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

export interface KeptObservation {
  readonly nodeId: number
  readonly kept: Kept
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
  addRemote(remote: NewRemote): Promise<Remote>
  /** Null where there is no such remote. */
  changeRemote(id: number, update: RemoteUpdate): Promise<Remote | null>
  /** Takes the remote's pins, nodes and observations with it. False where there is none. */
  removeRemote(id: number): Promise<boolean>
  /** Trusts one more key; takes the place of the key pinned before for the same kind, host and port. */
  pin(remoteId: number, pin: Pin): Promise<void>

  nodes(): Promise<readonly KnownNode[]>
  /** The node seen under this name: the same id each time, moved to the newest address. */
  sawNode(sighting: Sighting): Promise<KnownNode>

  /** Keeps the looks of one node, all or none: the last look and the last good value of each collector. */
  save(nodeId: number, observations: readonly Observation[]): Promise<void>
  /** Everything kept, as it was saved: whether a value still parses is for the reader to say. */
  kept(): Promise<readonly KeptObservation[]>

  close(): Promise<void>
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
