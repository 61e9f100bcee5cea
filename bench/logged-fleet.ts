import { fork } from 'node:child_process'
import { once } from 'node:events'
import { startSimulator } from '../simulator/start.ts'
import type { SimulatedNode, SimulatorOptions } from '../simulator/start.ts'
import { ReadLog } from './read-log.ts'
import type { Reads } from './read-log.ts'

/** A simulated fleet in a process of its own that writes down what its nodes are asked. */
export interface LoggedFleet {
  readonly pid: number
  readonly username: string
  readonly privateKey: string
  readonly nodes: readonly SimulatedNode[]
  /** What was asked since the last call. */
  taken(this: void): Promise<Reads>
  stop(this: void): Promise<void>
}

export async function loggedFleet(
  options: Pick<SimulatorOptions, 'fleet' | 'pveshStartSeconds'>,
): Promise<LoggedFleet> {
  const child = fork(import.meta.filename, [JSON.stringify(options)])
  const [started] = (await once(child, 'message')) as [Pick<LoggedFleet, 'username' | 'privateKey' | 'nodes'>]
  return {
    ...started,
    pid: child.pid ?? 0,
    async taken() {
      child.send('take')
      const [reads] = (await once(child, 'message')) as [Reads]
      return reads
    },
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
  const simulator = await startSimulator({ ...(JSON.parse(options) as SimulatorOptions), began: log.began })
  const { username, privateKey } = simulator
  process.send({ username, privateKey, nodes: simulator.nodes() })
  process.on('message', () => process.send?.(log.take()))
  process.once('disconnect', () => process.exit())
}
