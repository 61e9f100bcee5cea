import type { z } from 'zod'
import { cluster } from '../collectors/cluster/cluster.ts'
import { COLLECTORS } from '../collectors/index.ts'
import type { Failure, FailureKind } from '../model/failure.ts'
import type { Kept, Observation } from '../model/observation.ts'
import { lastGood } from './kept.ts'
import type { Good, KeptByCollector } from './kept.ts'
import { FRESH_MS } from './sections.ts'

export type ClusterFact = z.infer<typeof cluster.fact>
type NodeStatus = 'online' | 'offline' | 'unknown'

/** Looks this close together belong to one round: a collector may wait long for an answer while others have theirs. */
export const ROUND_MS = 120_000

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

/** What any member of the cluster may have told of the node. */
const BY_OTHERS = new Set(
  COLLECTORS.filter(({ scope, anyMember }) => scope === 'node' && anyMember).map(({ name }) => name),
)

/** The looks that were taken at the node itself. */
const ownLooks = (kept: KeptByCollector): Observation[] =>
  [...kept.values()].map(({ last }) => last).filter(({ collector }) => !BY_OTHERS.has(collector))

/** The looks at the node itself that belong to the last round. */
function lastRound(kept: KeptByCollector): Observation[] {
  const looks = ownLooks(kept)
  const newest = looks.reduce((at, look) => Math.max(at, look.at), Number.NEGATIVE_INFINITY)
  return looks.filter(({ at }) => newest - at <= ROUND_MS)
}

/** Why the last round did not reach the node; null where it did, or there was none yet. */
export function silenceOf(kept: KeptByCollector): Failure | null {
  const looks = lastRound(kept)
  const failures = looks.flatMap(({ outcome }) => (outcome.status === 'failed' ? [outcome.failure] : []))
  return looks.some(contact) ? null : (failures[0] ?? null)
}

/** Whether the last round reached the node; null when there was none yet, or too long ago to say anything. */
function reached(kept: KeptByCollector, now: number): boolean | null {
  const looks = lastRound(kept)
  return looks.some(({ at }) => now - at <= FRESH_MS) ? looks.some(contact) : null
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
 * member, later than the node itself was last reached; one that could not be reached from here is otherwise unknown.
 */
export function statusOf(
  name: string,
  kept: KeptByCollector,
  otherMembers: readonly (Kept | undefined)[],
  now: number,
): NodeStatus {
  const wasReached = reached(kept, now)
  const word = wordOf(newestView(otherMembers, now))
  const member = word?.value.members.find((one) => one.name === name)
  const contactAt = ownLooks(kept)
    .filter(contact)
    .reduce((at, look) => Math.max(at, look.at), -Infinity)
  if (member?.online === false && !(wasReached === true && contactAt >= (word?.at ?? 0))) return 'offline'
  if (wasReached === true) return 'online'
  return wasReached === null && member?.online === true ? 'online' : 'unknown'
}
