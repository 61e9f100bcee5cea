import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import type { ReleaseLine } from '../fleet/release.ts'
import { startSimulator } from '../start.ts'
import type { SimulatedNode, Simulator, SimulatorOptions } from '../start.ts'

export const NOON = Date.UTC(2026, 4, 4, 12)

/** A cluster of two and a node by itself, where nobody waits over HTTPS. */
export const fleetOf = (version: ReleaseLine, over: SimulatorOptions = {}): SimulatorOptions => ({
  fleet: { clusters: 1, nodesPerCluster: 2, standalone: 1, versions: { [version]: 1 } },
  now: () => NOON,
  waits: { unauthorizedSeconds: 0, unreachableSeconds: 0, unansweredSeconds: 0 },
  ...over,
})

/** A fleet for the tests of a suite. */
export function fleetFor(options: SimulatorOptions): () => Simulator {
  let simulator: Simulator | null = null
  before(async () => {
    simulator = await startSimulator(options)
  })
  after(() => simulator?.close())
  return () => simulator ?? assert.fail('not started')
}

export const first = (simulator: Simulator): SimulatedNode => simulator.nodes()[0] ?? assert.fail('no node')
