// A simulated fleet as a process: prints one JSON line when it is up, performs what comes in on standard input (control.ts),
// and runs until SIGTERM.
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { obey, performOn } from './control.ts'
import { startCrew } from './crew.ts'
import type { Secrets } from './crew.ts'
import { credentialsOf } from './https/tokens.ts'
import { startSimulator } from './start.ts'
import type { SimulatedNode, SimulatorOptions } from './start.ts'
import { newKeyPair } from './wire/host-key.ts'

const USAGE = `node simulator/main.ts [--clusters 3] [--nodes 4] [--guests 60] [--standalone 1] [--seed 7] [--port PORT]
                       [--https-port PORT] [--processes 1] [--pvesh-start-seconds 0]

Each cluster has so many nodes and guests; a standalone node has its share of that.
With --port each node has an address of its own in 127.0.0.0/8, all at that port; else all are on 127.0.0.1.
--https-port is where they then speak HTTPS.`

const number = z.coerce.number().nonnegative()
const whole = number.int()
const flags = z.object({
  clusters: whole.default(3),
  nodes: whole.min(1).default(4),
  guests: whole.default(60),
  standalone: whole.default(1),
  seed: whole.default(7),
  port: whole.min(1).max(65_535).optional(),
  'https-port': whole.min(1).max(65_535).optional(),
  processes: whole.min(1).max(64).default(1),
  'pvesh-start-seconds': number.default(0),
  /** `INDEX/SIZE`: this is one process of a crew. */
  share: z
    .string()
    .regex(/^\d+\/\d+$/)
    .optional(),
})
type Flags = z.infer<typeof flags>

const secrets = z.object({ privateKey: z.string(), password: z.string(), tokenSecret: z.string() })

function flagsFrom(argv: readonly string[]): Flags {
  const options = Object.fromEntries(Object.keys(flags.shape).map((name) => [name, { type: 'string' as const }]))
  try {
    return flags.parse(parseArgs({ args: [...argv], options }).values)
  } catch (error) {
    console.error(error instanceof z.ZodError ? z.prettifyError(error) : String(error))
    console.error(USAGE)
    process.exit(2)
  }
}

function optionsFrom(given: Flags, access: Secrets): SimulatorOptions {
  const { clusters, standalone, seed, port, share } = given
  const [index, size] = share?.split('/').map(Number) ?? []
  return {
    fleet: { seed, clusters, standalone, nodesPerCluster: given.nodes, guestsPerNode: given.guests / given.nodes },
    ...(port !== undefined && { port }),
    ...(given['https-port'] !== undefined && { httpsPort: given['https-port'] }),
    ...(index !== undefined && size !== undefined && { only: (cluster) => cluster % size === index }),
    pveshStartSeconds: given['pvesh-start-seconds'],
    ...access,
  }
}

const say = (line: unknown): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

function endOn(close: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      void close().then(() => process.exit(0))
    })
}

function startedWith(nodes: readonly SimulatedNode[], { privateKey, password, tokenSecret }: Secrets): unknown {
  const tokens = credentialsOf(tokenSecret)
  return { nodes, username: 'root', privateKey, password, token: tokens.auditor, tokens }
}

/** Ends with the process it belongs to, which is when standard input ends. */
async function playShare(given: Flags): Promise<void> {
  const lines = createInterface({ input: process.stdin })
  const { value } = (await lines[Symbol.asyncIterator]().next()) as { value: string }
  const simulator = await startSimulator(optionsFrom(given, secrets.parse(JSON.parse(value))))
  endOn(() => simulator.close())
  say({ nodes: simulator.nodes() })
  await obey(lines, performOn(simulator), say)
  await simulator.close()
}

async function playAll(given: Flags, argv: readonly string[]): Promise<void> {
  const access: Secrets = {
    privateKey: newKeyPair().privateKey,
    password: 'simulated',
    tokenSecret: randomUUID(),
  }
  if (given.processes === 1) {
    const simulator = await startSimulator(optionsFrom(given, access))
    endOn(() => simulator.close())
    say(startedWith(simulator.nodes(), access))
    await obey(createInterface({ input: process.stdin }), performOn(simulator), say)
    return
  }
  const crew = await startCrew(given.processes, argv, access)
  endOn(() => crew.close())
  say(startedWith(crew.nodes, access))
  await obey(createInterface({ input: process.stdin }), crew.perform, say)
}

const argv = process.argv.slice(2)
const given = flagsFrom(argv)
await (given.share === undefined ? playAll(given, argv) : playShare(given))
