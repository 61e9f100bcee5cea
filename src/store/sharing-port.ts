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

/** A job that never ends: to read a remote, or to keep history. */
export interface Work {
  readonly name: string
  /** That of the remote; null for one without, and for what is not about a remote. */
  readonly site: string | null
}

/** What there is of a site, or of none. */
export interface SiteStrength {
  readonly site: string | null
  readonly remoteIds: readonly number[]
  /** How many living processes read. */
  readonly workers: number
}

/** A remote that is left alone for a while: one process after the other ended while it read it. */
export interface GivenUp {
  readonly remoteId: number
  /** How often it was read in vain. */
  readonly times: number
}

/** What a process is told with each beat. */
export interface Standing {
  /** The work that is still its own. */
  readonly held: readonly Work[]
  /** Each once; one without remotes and processes is left out. */
  readonly sites: readonly SiteStrength[]
  readonly givenUp: readonly GivenUp[]
  /** Those of all living processes, each once; null for one that does not say, since it is older. */
  readonly versions: readonly (string | null)[]
  /** Why this process is to stop: a newer version has changed the tables meanwhile. Then it has and may hold nothing. */
  readonly superseded: StoreError | null
}

export interface Wanted {
  /** So many, at most. */
  readonly remotes: number
  /** None at these sites. */
  readonly notAt: readonly (string | null)[]
  readonly history: boolean
}

/** How long work is a process's own from the moment it took it or last said that it is at it. */
export const TERM_MS = 15_000

/** Work that one process shares with others. Throws `StoreError`. */
export interface WorkQueue {
  /** Says that the process is there, and at work on what it holds. */
  beat(process: Presence): Promise<Standing>
  /** Takes what waits for somebody, and says what that is. */
  take(wanted: Wanted): Promise<readonly string[]>
  /** Lets others have it. */
  giveBack(names: readonly string[]): Promise<void>
  /** Gives back all that the process holds, and forgets it. */
  leave(processId: string): Promise<void>
  /** Has a remote read that is new, was changed, or was given up. */
  put(remoteId: number): Promise<void>
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

/** The work of reading the nodes of a remote. */
export const leaseOf = (remoteId: number): string => `${REMOTE_LEASE}${String(remoteId)}`

/** Null for other work. */
export const remoteOf = (lease: string): number | null =>
  lease.startsWith(REMOTE_LEASE) ? Number(lease.slice(REMOTE_LEASE.length)) : null
