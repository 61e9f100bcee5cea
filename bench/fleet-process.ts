import { fork } from 'node:child_process'
import { once } from 'node:events'
import { startSimulator } from '../simulator/start.ts'
import type { SimulatedNode, SimulatorOptions } from '../simulator/start.ts'
import type { Figures } from '../simulator/wire/figures.ts'
import { ReadLog } from './read-log.ts'
import type { Reads } from './read-log.ts'

/** A simulated fleet in a process of its own, so that its CPU and memory are not taken for ours. */
export interface Simulated {
  readonly pid: number
  readonly username: string
  readonly privateKey: string
  readonly nodes: readonly SimulatedNode[]
  /** What its nodes were put to so far. */
  figures(this: void): Promise<Figures>
  /** What its nodes were asked since the last call. */
  reads(this: void): Promise<Reads>
  stop(this: void): Promise<void>
}

type Options = Pick<SimulatorOptions, 'fleet' | 'pveshStartSeconds'>

export async function simulatedFleet(options: Options): Promise<Simulated> {
  // Nodes are other machines: they do without the flags of the server.
  const child = fork(import.meta.filename, [JSON.stringify(options)], { execArgv: [] })
  const [started] = (await once(child, 'message')) as [Pick<Simulated, 'username' | 'privateKey' | 'nodes'>]
  async function told(what: 'figures' | 'reads'): Promise<unknown> {
    child.send(what)
    const [answer] = (await once(child, 'message')) as unknown[]
    return answer
  }
  return {
    ...started,
    pid: child.pid ?? 0,
    figures: async () => (await told('figures')) as Figures,
    reads: async () => (await told('reads')) as Reads,
    async stop() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

const [, file, options] = process.argv
if (process.send && file === import.meta.filename && options !== undefined) {
  const log = new ReadLog(Date.now)
  const simulator = await startSimulator({ ...(JSON.parse(options) as Options), began: log.began })
  const { username, privateKey } = simulator
  process.send({ username, privateKey, nodes: simulator.nodes() })
  process.on('message', (what) => process.send?.(what === 'reads' ? log.take() : simulator.figures()))
  process.once('disconnect', () => process.exit())
}
