import { startSimulator } from '../simulator/start.ts'
import type { SimulatedNode } from '../simulator/start.ts'

/** A fleet in a process of its own, so that its CPU and memory are not taken for ours. */
export interface Simulated {
  readonly username: string
  readonly privateKey: string
  readonly nodes: readonly SimulatedNode[]
}

const [count = '1'] = process.argv.slice(2)
const simulator = await startSimulator({
  fleet: { seed: 7, clusters: 0, standalone: Number(count), guestsPerNode: 20 },
})
const simulated: Simulated = {
  username: simulator.username,
  privateKey: simulator.privateKey,
  nodes: simulator.nodes(),
}
process.send?.(simulated)
