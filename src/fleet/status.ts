import type { z } from 'zod'
import { cluster } from '../collectors/cluster/cluster.ts'
import type { FailureKind } from '../model/failure.ts'
import type { Kept, Observation } from '../model/observation.ts'
import { lastGood } from './kept.ts'
import type { Good, KeptByCollector } from './kept.ts'
import { FRESH_MS } from './sections.ts'

export type ClusterFact = z.infer<typeof cluster.fact>
type NodeStatus = 'online' | 'offline' | 'unknown'

/** Looks this close together belong to one round: a collector may wait long for an answer while others have theirs. */
const ROUND_MS = 120_000

const NO_CONTACT: readonly FailureKind[] = ['unreachable', 'untrusted', 'auth', 'timeout', 'bug']

/** Whether the node had a part in this look. What no port answered (`via`) was decided here. */
function contact({ outcome, via }: Observation): boolean {
  switch (outcome.status) {
    case 'ok':
      return true
    case 'absent':
      return via !== null
    case 'failed':
      return !NO_CONTACT.includes(outcome.failure.kind)
  }
}

/** Whether the last round reached the node; null when there was none yet, or too long ago to say anything. */
function reached(kept: KeptByCollector, now: number): boolean | null {
  const looks = [...kept.values()].map(({ last }) => last)
  const newest = looks.reduce((at, look) => Math.max(at, look.at), Number.NEGATIVE_INFINITY)
  if (now - newest > FRESH_MS) return null
  return looks.some((look) => newest - look.at <= ROUND_MS && contact(look))
}

const wordOf = (view: Kept | undefined): Good<ClusterFact> | null =>
  view ? lastGood(new Map([[cluster.name, view]]), cluster) : null

/** The newest of what the members of a cluster say of it; none when all of it is stale. */
export function newestView(views: readonly (Kept | undefined)[], now: number): Kept | undefined {
  const fresh = views.filter((view) => now - (wordOf(view)?.at ?? Number.NEGATIVE_INFINITY) <= FRESH_MS)
  return fresh.sort((a, b) => (wordOf(b)?.at ?? 0) - (wordOf(a)?.at ?? 0))[0]
}

export const newestCluster = (views: readonly (Kept | undefined)[], now: number): ClusterFact | null =>
  wordOf(newestView(views, now))?.value ?? null

/**
 * Trap 18 of `/cluster/resources`: a node without figures is not offline. Offline is only what corosync says on another
 * member; a node that could not be reached from here is otherwise unknown.
 */
export function statusOf(
  name: string,
  kept: KeptByCollector,
  otherMembers: readonly (Kept | undefined)[],
  now: number,
): NodeStatus {
  const wasReached = reached(kept, now)
  if (wasReached === true) return 'online'
  const member = newestCluster(otherMembers, now)?.members.find((one) => one.name === name)
  if (member?.online === false) return 'offline'
  return wasReached === null && member?.online === true ? 'online' : 'unknown'
}
