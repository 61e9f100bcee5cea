import { fork } from 'node:child_process'
import { once } from 'node:events'
import { startSimulator } from '../simulator/start.ts'
import type { SimulatedNode, SimulatorOptions } from '../simulator/start.ts'
import type { Figures } from '../simulator/wire/figures.ts'

/** A simulated fleet in a process of its own, so that its CPU and memory are not taken for ours. */
export interface Simulated {
  readonly username: string
  readonly privateKey: string
  readonly nodes: readonly SimulatedNode[]
  /** What its nodes were put to so far. */
  figures(): Promise<Figures>
  stop(): void
}

export async function simulatedFleet(fleet: NonNullable<SimulatorOptions['fleet']>): Promise<Simulated> {
  const child = fork(import.meta.filename, [JSON.stringify(fleet)])
  const [started] = (await once(child, 'message')) as [Omit<Simulated, 'figures' | 'stop'>]
  return {
    ...started,
    async figures() {
      child.send('figures')
      const [figures] = (await once(child, 'message')) as [Figures]
      return figures
    },
    stop: () => child.kill(),
  }
}

const [, file, options] = process.argv
if (process.send && file === import.meta.filename && options !== undefined) {
  const simulator = await startSimulator({ fleet: JSON.parse(options) as SimulatorOptions['fleet'] & object })
  const { username, privateKey } = simulator
  process.send({ username, privateKey, nodes: simulator.nodes() })
  process.on('message', () => process.send?.(simulator.figures()))
}
