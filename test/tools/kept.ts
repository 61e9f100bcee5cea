import type { z } from 'zod'
import type { Collector } from '../../src/collectors/collector.ts'
import { keep } from '../../src/model/observation.ts'
import type { Kept, Observation } from '../../src/model/observation.ts'
import type { FailureKind } from '../../src/model/failure.ts'

type Of<Fact> = Pick<Collector<Fact>, 'name' | 'scope' | 'fact'>

/** Looks at a node called pve1. A look that read something went through PVE's batch and took 12 ms. */
const look = ({ name, scope }: Of<never>, outcome: Observation['outcome'], at: number): Observation => ({
  collector: name,
  subject: { scope, node: 'pve1' },
  outcome,
  at,
  durationMs: 12,
  via: 'ssh-batch',
})

export const read = <Fact>(collector: Of<Fact>, value: z.infer<Of<Fact>['fact']>, at: number): Observation =>
  look(collector as Of<never>, { status: 'ok', value }, at)

export const absent = (collector: Of<never>, at: number, hint: string | null = null): Observation =>
  look(collector, { status: 'absent', reason: `${collector.name} is not there`, hint }, at)

export const failed = (collector: Of<never>, kind: FailureKind, at: number): Observation => ({
  ...look(collector, { status: 'failed', failure: { kind, message: `${collector.name}: ${kind}`, hint: 'try again' } }, at),
  via: null,
})

/** What is left of these looks, one after the other. */
export function keptFrom(...observations: readonly Observation[]): Map<string, Kept> {
  const kept = new Map<string, Kept>()
  for (const one of observations) kept.set(one.collector, keep(kept.get(one.collector), one))
  return kept
}
