import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { startSimulator } from '../../simulator/start.ts'
import type { SimulatedNode, Simulator } from '../../simulator/start.ts'
import { readConfig } from '../config.ts'
import { startServer } from '../server.ts'
import type { Server } from '../server.ts'
import { untilSignal } from './signal.ts'
import { EXIT, UsageError } from './usage.ts'

const USAGE = `Usage: panoramica demo [options]

Panoramica on a simulated fleet on loopback. What it keeps is thrown away at the end.

  --clusters N     clusters (default 3)
  --nodes N        nodes of each cluster (default 4)
  --standalone N   nodes in no cluster (default 2)
  --guests N       guests of each cluster (default 60)
  --seed N         another seed, another fleet (default 7)
  --port N         port to listen on (default 8470)`

const OPTIONS = {
  clusters: { type: 'string', default: '3' },
  nodes: { type: 'string', default: '4' },
  standalone: { type: 'string', default: '2' },
  guests: { type: 'string', default: '60' },
  seed: { type: 'string', default: '7' },
  port: { type: 'string', default: '8470' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** `panoramica demo`: what a fleet looks like, for those who have none at hand. */
export async function demo(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args)
    if (options) return await show(options)
    console.log(USAGE)
    return EXIT.complete
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`panoramica demo: ${error.message}\nSee \`panoramica demo --help\`.`)
    return EXIT.usage
  }
}

interface DemoOptions {
  readonly clusters: number
  readonly nodes: number
  readonly standalone: number
  readonly guests: number
  readonly seed: number
  readonly port: number
}

function readOptions(args: readonly string[]): DemoOptions | null {
  const { help, ...values } = parsed(args)
  if (help) return null
  const number = (name: keyof typeof values, most: number): number => {
    const value = Number(values[name])
    if (Number.isInteger(value) && value >= 0 && value <= most) return value
    throw new UsageError(`--${name} takes a whole number from 0 to ${String(most)}, not ${values[name]}`)
  }
  return {
    clusters: number('clusters', 100),
    nodes: number('nodes', 32),
    standalone: number('standalone', 100),
    guests: number('guests', 10_000),
    seed: number('seed', 2 ** 31),
    port: number('port', 65_535),
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Only Linux has all of 127.0.0.0/8: there each node has an address of its own, and members of a cluster find each other. */
const ownAddresses = process.platform === 'linux'

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        resolve(address !== null && typeof address === 'object' ? address.port : 0)
      })
    })
  })
}

async function show({ clusters, nodes, standalone, guests, seed, port }: DemoOptions): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'panoramica-demo-'))
  const guestsPerNode = nodes > 0 ? Math.round(guests / nodes) : 0
  const fleet = { seed, clusters, nodesPerCluster: nodes, standalone, guestsPerNode }
  const simulator = await startSimulator({ fleet, ...(ownAddresses && { port: await freePort() }) })
  const config = readConfig(['--port', String(port), '--data-dir', dataDir], {})
  const server = await startServer(config, pino({ level: 'warn' }, process.stderr))
  try {
    const { link, token } = await visitor(server)
    for (const node of entrances(simulator)) await add({ server: server.address, token }, node, simulator)
    const stopping = untilSignal()
    console.log(`Open: ${server.address}${link}`)
    console.log(`API token: ${token}`)
    await stopping
    return EXIT.complete
  } finally {
    await server.stop()
    await simulator.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** An admin who signs in with a link, once, and a token for the API. */
async function visitor({ accounts: { users, tokens } }: Server): Promise<{ link: string; token: string }> {
  const role = 'admin'
  const { id } = await users.add({ email: 'demo@panoramica.example', name: 'Demo', role, password: null })
  const { secret } = await tokens.create({ name: 'demo', role, expiresInDays: null, userId: id })
  return { link: (await users.link(id)).path, token: secret.reveal() }
}

interface Api {
  readonly server: string
  readonly token: string
}

/** One member of each cluster, and the standalone nodes. */
const entrances = (simulator: Simulator): SimulatedNode[] =>
  [...Map.groupBy(simulator.nodes(), ({ group }) => group).values()].flatMap(([first]) => first ?? [])

/** Adds a node as a user would, over the API. */
async function add(
  { server, token }: Api,
  { address, port, fingerprint }: SimulatedNode,
  simulator: Simulator,
): Promise<void> {
  const ssh = { port, username: simulator.username, private_key: simulator.privateKey, host_key_sha256: fingerprint }
  const response = await fetch(`${server}/api/remotes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ address, ssh }),
  })
  if (!response.ok) console.error(`panoramica demo: ${address}:${String(port)} was not added: ${await response.text()}`)
}
