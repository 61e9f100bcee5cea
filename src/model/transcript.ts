import type { Failure } from './failure.ts'
import type { Via } from './outcome.ts'

/** One thing a node was asked, and what it said. Secrets are hidden, and what is long is cut. */
export interface Asked {
  /** A program, a file, or reads of the PVE API. */
  readonly question: string
  readonly via: Via
  /** Milliseconds since the epoch, by our clock. */
  readonly at: number
  /** On the node, where it can be told apart. */
  readonly durationMs: number
  /** Null where nothing came back. */
  readonly exit: number | null
  readonly output: string
  /** Whether there was more of it. */
  readonly isCut: boolean
  readonly failure: Failure | null
}

/** What was asked of a node in one go: in a look at all of it, in a live round at its cluster, or for its past. */
export interface Run {
  readonly kind: 'look' | 'live' | 'course'
  readonly over: 'ssh' | 'https'
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly asked: readonly Asked[]
}
