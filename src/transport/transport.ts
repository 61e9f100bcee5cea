import type { FailureError } from '../model/failure.ts'
import type { Identity } from './identify.ts'
import type { MemberKeys } from './member-keys.ts'
import type { Offered } from './ports.ts'
import type { Trace } from './request.ts'

/** Makes ports that note in `trace` what answered them. */
export type PortsOf = (trace: Trace) => Offered

/** A way to read one node, whatever carries it. */
export interface Transport {
  /** Who answers at the other end. Rejects where nobody can be asked. */
  identify(): Promise<Identity>
  /**
   * Ports to the node of this name: what is asked of them in one tick travels together. `course`: to ask for the past,
   * beside what looks ask and are told.
   */
  portsOf(node: string, kind?: 'course'): PortsOf
  /** How many guests are asked at a time what they have to answer themselves; null: all, in one batch. */
  readonly guestsAtOnce: number | null
  /** The keys and certificates that the node knows the other members of its cluster by. Never rejects. */
  memberKeys(): Promise<readonly MemberKeys[]>
  /** What keeps a part of it from working, though the rest does. */
  missing(): readonly FailureError[]
  /** Tries again what was given up because it was refused. */
  resume(): void
  close(): void
}
