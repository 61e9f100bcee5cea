import type { Collector } from '../collectors/collector.ts'
import type { Clock } from '../lib/clock.ts'
import type { Failure } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import { batchedPorts } from '../transport/batch.ts'
import { identify } from '../transport/identify.ts'
import type { Identity } from '../transport/identify.ts'
import type { Link } from '../transport/section.ts'
import { observe } from './observe.ts'

export interface Look {
  readonly identity: Identity
  /** One for each collector, in their order; none for a host that is not a Proxmox VE node. */
  readonly observations: readonly Observation[]
}

/** Reads one node with all collectors at once, so that their asks share the batches. Rejects only when the host cannot be asked who it is. */
export async function look(
  link: Link,
  collectors: readonly Collector[],
  clock: Clock,
  onObservation: (observation: Observation) => void = () => undefined,
): Promise<Look> {
  const identity = await identify(link)
  if (identity.product === null) return { identity, observations: [] }
  const portsOf = batchedPorts(link, identity.node)
  const observations = await Promise.all(
    collectors.map(async (collector) => {
      const subject = { scope: collector.scope, node: identity.node }
      const observation = await observe(collector, subject, portsOf, clock)
      onObservation(observation)
      return observation
    }),
  )
  return { identity, observations }
}

/** What all collectors have to say of a node that could not be asked at all. */
export function missedLook(
  node: string,
  collectors: readonly Collector[],
  failure: Failure,
  at: number,
): Observation[] {
  return collectors.map(({ name, scope }) => ({
    collector: name,
    subject: { scope, node },
    outcome: { status: 'failed', failure },
    at,
    durationMs: 0,
    via: null,
  }))
}
