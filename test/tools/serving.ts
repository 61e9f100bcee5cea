import type { TestContext } from 'node:test'
import { startSimulator } from '../../simulator/start.ts'
import type { SimulatedNode, Simulator } from '../../simulator/start.ts'
import { adminOf, started, stop } from './panoramica.ts'
import type { Running } from './panoramica.ts'
import { temporaryFolder } from './temporary.ts'

interface Shown {
  readonly status: number
  readonly body: Record<string, unknown>
}

interface ShownRemote {
  readonly id: number
  readonly name: string
  readonly ssh: { readonly port: number }
}

interface ShownNode {
  readonly node_id: number
  readonly remote_id: number
  readonly collected_at: string | null
}

/** A server of its own over a simulated fleet of standalone nodes, that can be ended and started again. */
export async function serving(
  t: TestContext,
  standalone: number,
  more: (simulator: Simulator, folder: string) => readonly string[] = () => [],
) {
  const simulator = await startSimulator({
    fleet: { clusters: 0, standalone, guestsPerNode: 2, versions: { '8.4': 1 } },
  })
  const folder = temporaryFolder()
  const admin = await adminOf(folder.path)
  const args = ['serve', '--port', '0', '--data-dir', folder.path, ...more(simulator, folder.path)]
  const begin = (): Promise<Running> => started(args, /listens on (http:\S+)/)
  let server = await begin()
  t.after(async () => {
    await stop(server)
    await simulator.close()
    folder[Symbol.dispose]()
  })
  const ask = async (method: string, path: string, body?: unknown): Promise<Shown> => {
    const response = await fetch(`${server.address}${path}`, {
      method,
      headers: { ...admin, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: JSON.parse(text || '{}') as Record<string, unknown> }
  }
  return {
    simulator,
    ask,
    add: (node: SimulatedNode, name = node.name) => ask('POST', '/api/remotes', bodyOf(simulator, node, name)),
    remotes: async () => (await ask('GET', '/api/remotes')).body['items'] as ShownRemote[],
    nodes: async () => (await ask('GET', '/api/nodes')).body['items'] as ShownNode[],
    running: () => server.process,
    said: () => server.said(),
    folder: folder.path,
    restart: async (): Promise<void> => {
      server = await begin()
    },
  }
}

export const bodyOf = (
  { username, privateKey }: Simulator,
  { address, port, fingerprint }: SimulatedNode,
  name: string,
) => ({
  name,
  address,
  ssh: { port, username, private_key: privateKey, host_key_sha256: fingerprint },
})
