import type { Outcome, Via } from './outcome.ts'

/** A node, named as PVE names it, without a domain; or its cluster, of which this node was asked. */
export interface NodeSubject {
  readonly scope: 'node' | 'cluster'
  readonly node: string
}

export const GUEST_TYPES = ['qemu', 'lxc'] as const
/** A VM or a container. */
export type GuestType = (typeof GUEST_TYPES)[number]

/** A guest, and the node it was on. It is the same guest wherever it is: remote and vmid tell it from others. */
export interface GuestSubject {
  readonly scope: 'guest'
  readonly node: string
  readonly vmid: number
  readonly type: GuestType
}

/** What a collector looks at. */
export type Subject = NodeSubject | GuestSubject

/** One look: outcome + subject + collector + when. */
export interface Observation<T = unknown> {
  readonly collector: string
  readonly subject: Subject
  readonly outcome: Outcome<T>
  /** Milliseconds since the epoch, by our clock. */
  readonly at: number
  /** What it cost on the node, as far as it can be told apart. */
  readonly durationMs: number
  readonly via: Via | null
}

/** The last look and the last good value, kept apart. */
export interface Kept<T = unknown> {
  readonly last: Observation<T>
  readonly lastGood: { readonly value: T; readonly at: number; readonly via: Via | null } | null
}

/** Puts a new look on top of what was kept: a failed look never loses the last good value. */
export function keep<T>(before: Kept<T> | undefined, observation: Observation<T>): Kept<T> {
  const { outcome, at, via } = observation
  if (outcome.status === 'ok') return { last: observation, lastGood: { value: outcome.value, at, via } }
  return { last: observation, lastGood: before?.lastGood ?? null }
}
