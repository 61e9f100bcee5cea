import type { Observation } from '../model/observation.ts'
import type { KeptObservations, StoreError } from './port.ts'

/** What a process says of itself with each beat. */
export interface Presence {
  readonly id: string
  /** Whether it reads nodes. */
  readonly collects: boolean
  /** Where it is; null for nowhere in particular. */
  readonly site: string | null
  /** Of Panoramica. */
  readonly version: string
}

/** A lease that there is. */
export interface Work {
  readonly name: string
  /** That of the remote; null for one without, and for what is not about a remote. */
  readonly site: string | null
}

/** What there is of a site, or of none. */
export interface SiteStrength {
  readonly site: string | null
  /** How many remotes it has, and how many living processes that read. */
  readonly remotes: number
  readonly workers: number
}

/** What a process is told with each beat. */
export interface Standing {
  /** The leases that are still its own. */
  readonly held: readonly Work[]
  /** Those that nobody holds. */
  readonly free: readonly Work[]
  /** Each once; one without remotes and processes is left out. */
  readonly sites: readonly SiteStrength[]
  /** Those of all living processes, each once; null for one that does not say, since it is older. */
  readonly versions: readonly (string | null)[]
  /** Why this process is to stop: a newer version has changed the tables meanwhile. Then it has and may hold nothing. */
  readonly superseded: StoreError | null
}

/** What processes on one store agree on. Throws `StoreError`. */
export interface LeaseTable {
  /** Says that a process is there, and renews its leases for so long from now. */
  beat(process: Presence, termMs: number): Promise<Standing>
  /** Says which of these it holds now. */
  claim(processId: string, names: readonly string[], termMs: number): Promise<readonly string[]>
  release(processId: string, names: readonly string[]): Promise<void>
  /** Gives back all that a process holds, and forgets it. */
  leave(processId: string): Promise<void>
}

export interface ObservedSince extends KeptObservations {
  /** Where the next call goes on. */
  readonly mark: string
}

export interface LiveLook {
  readonly nodeId: number
  readonly observations: readonly Observation[]
}

/** What one process has others take in. Throws `StoreError`. */
export interface Exchange {
  /**
   * What was kept of a remote since a mark, without a gap, though some of it twice; `null` for all of it. A write that was
   * under way at the mark is in the next call.
   */
  observedSince(remoteId: number, mark: string | null): Promise<ObservedSince>
  /** The last live look at each node takes the place of the one before. */
  keepLive(remoteId: number, looks: readonly LiveLook[]): Promise<void>
  liveOf(remoteId: number): Promise<readonly LiveLook[]>
  /** Keeps an answer for whoever takes it, for so long. */
  keepAnswer(request: string, answer: string, termMs: number): Promise<void>
  /** Takes an answer away. Null where there is none, or none any more. */
  takeAnswer(request: string): Promise<string | null>
  /** Sends a message to all processes, this one too. Of those that are away it is lost. */
  tell(message: string): Promise<void>
}

export const HISTORY_LEASE = 'history'
const REMOTE_LEASE = 'remote '

/** The right to read the nodes of a remote. */
export const leaseOf = (remoteId: number): string => `${REMOTE_LEASE}${String(remoteId)}`

/** Null for a lease of something else. */
export const remoteOf = (lease: string): number | null =>
  lease.startsWith(REMOTE_LEASE) ? Number(lease.slice(REMOTE_LEASE.length)) : null
