import type { Collector } from '../../src/collectors/collector.ts'
import { keep } from '../../src/model/observation.ts'
import type { Kept, Observation, Subject } from '../../src/model/observation.ts'
import type { FailureKind } from '../../src/model/failure.ts'

interface Named {
  readonly name: string
  readonly scope: Subject['scope']
}

const subjectOf = (scope: Subject['scope']): Subject =>
  scope === 'guest' ? { scope, node: 'pve1', vmid: 100, type: 'qemu' } : { scope, node: 'pve1' }

/** Looks at a node called pve1, or at VM 100 on it. A look that read something went through PVE's batch and took 12 ms. */
const look = ({ name, scope }: Named, outcome: Observation['outcome'], at: number): Observation => ({
  collector: name,
  subject: subjectOf(scope),
  outcome,
  at,
  durationMs: 12,
  via: 'ssh-batch',
})

export const read = <Fact>(
  collector: Named & Pick<Collector<Fact>, 'fact'>,
  value: NoInfer<Fact>,
  at: number,
): Observation => look(collector, { status: 'ok', value }, at)

export const absent = (collector: Named, at: number, hint: string | null = null): Observation =>
  look(collector, { status: 'absent', reason: `${collector.name} is not there`, hint }, at)

export const failed = (collector: Named, kind: FailureKind, at: number): Observation => ({
  ...look(
    collector,
    { status: 'failed', failure: { kind, message: `${collector.name}: ${kind}`, hint: 'try again' } },
    at,
  ),
  via: null,
})

/** What is left of these looks, one after the other. */
export function keptFrom(...observations: Observation[]): Map<string, Kept> {
  const kept = new Map<string, Kept>()
  for (const one of observations) kept.set(one.collector, keep(kept.get(one.collector), one))
  return kept
}

/** A look whose time is still open. */
export type LookAt = (at: number) => Observation

export const good =
  <Fact>(collector: Named & Pick<Collector<Fact>, 'fact'>, value: NoInfer<Fact>): LookAt =>
  (at) =>
    read(collector, value, at)
