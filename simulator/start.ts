import { randomUUID } from 'node:crypto'
import { faultNamed } from './faults/list.ts'
import { DEFAULT_FLEET } from './fleet/fleet.ts'
import type { FleetOptions } from './fleet/fleet.ts'
import type { Waits } from './https/respond.ts'
import { credentialsOf, tokensOf } from './https/tokens.ts'
import type { Credential, TokenName } from './https/tokens.ts'
import { Stage, closeAll, heal, openAll, strike } from './stage.ts'
import type { Player } from './stage.ts'
import { noFigures } from './wire/figures.ts'
import type { Visit } from './wire/exchange.ts'
import type { Figures, Violation } from './wire/figures.ts'
import { newKeyPair, publicKeyOf } from './wire/host-key.ts'

export interface SimulatorOptions {
  readonly fleet?: Partial<FleetOptions>
  /** Which of the clusters and standalone nodes this process plays; all by default. */
  readonly only?: (index: number) => boolean
  /** Each node on an address of its own in 127.0.0.0/8, all at this port; without it all on 127.0.0.1, each at a free port. */
  readonly port?: number
  /** Where `port` is given: all are at this port over HTTPS; without it each at a free one. */
  readonly httpsPort?: number
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** How long a start of Perl really takes. */
  readonly pveshStartSeconds?: number
  readonly username?: string
  /** The key and the password that all nodes accept; the key is made for this run by default. */
  readonly privateKey?: string
  readonly password?: string
  /** The secret of all API tokens; made for this run by default. */
  readonly tokenSecret?: string
  /** How long those who ask over HTTPS really wait, where it is another time than with PVE. */
  readonly waits?: Partial<Waits>
  /** Told of each script that a node runs, by the port of its sshd; what it returns is told when that is over. */
  readonly began?: (port: number, visit: Visit) => () => void
}

export interface SimulatedNode {
  readonly name: string
  /** Null for a standalone node. Two clusters may have one name. */
  readonly cluster: string | null
  /** Number of its cluster, or of the standalone node, in the fleet. */
  readonly group: number
  readonly version: string
  readonly address: string
  readonly port: number
  /** `SHA256:…` of its host key as it is now. */
  readonly fingerprint: string
  readonly httpsPort: number
  /** SHA-256 of its certificate as it is now, as PVE writes it. */
  readonly certificateFingerprint: string
}

/** A fleet that answers SSH and HTTPS on loopback. Nodes are called by name or, where several have the same, by `ADDRESS:PORT`. */
export interface Simulator {
  readonly username: string
  readonly privateKey: string
  readonly password: string
  /** The API token with the role PVEAuditor everywhere. */
  readonly token: Credential
  /** Those that may read more or less, the one above among them. */
  readonly tokens: Readonly<Record<TokenName, Credential>>
  nodes(): readonly SimulatedNode[]
  node(name: string): SimulatedNode
  /** Makes something go wrong at a node, beside what already does. */
  fault(node: string, fault: string): Promise<void>
  /** All is well again at a node. */
  heal(node: string): Promise<void>
  /** Lets time pass at once. */
  advance(seconds: number): void
  /** What a node was put to so far; without a name, all of them together. */
  figures(node?: string): Figures
  /** What was asked that nothing of ours may ask. */
  violations(): readonly Violation[]
  /** Cuts what is still connected. */
  close(): Promise<void>
}

const PVE_WAITS: Waits = { unauthorizedSeconds: 3, unreachableSeconds: 3, unansweredSeconds: 30 }

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { privateKey = newKeyPair().privateKey, username = 'root', password = 'simulated' } = options
  const { port = null, httpsPort = null } = options
  const tokenSecret = options.tokenSecret ?? randomUUID()
  const tokens = credentialsOf(tokenSecret)
  const stage = new Stage({
    fleet: { ...DEFAULT_FLEET, ...options.fleet },
    only: options.only ?? (() => true),
    port,
    httpsPort,
    now: options.now ?? Date.now,
    pveshStartSeconds: options.pveshStartSeconds ?? 0,
    credentials: { username, password, publicKey: publicKeyOf(privateKey) },
    tokens: tokensOf(tokenSecret),
    waits: { ...PVE_WAITS, ...options.waits },
    began: options.began ?? (() => () => undefined),
  })
  await openAll(stage, port, httpsPort)
  const { players } = stage
  return {
    username,
    privateKey,
    password,
    token: tokens.auditor,
    tokens,
    nodes: () => players.map(shownAs),
    node: (name) => shownAs(playerNamed(players, name)),
    fault: (node, fault) => strike(playerNamed(players, node), faultNamed(fault), stage.seconds),
    heal: (node) => heal(playerNamed(players, node)),
    advance: (seconds) => stage.advance(seconds),
    figures: (node) => sumOf(node === undefined ? players : [playerNamed(players, node)]),
    violations: () => stage.violations,
    close: () => closeAll(stage),
  }
}

const shownAs = ({ node, server, proxy, address }: Player): SimulatedNode => ({
  name: node.name,
  cluster: node.cluster.name,
  group: node.cluster.index,
  version: node.release.line,
  address,
  port: server.door.port,
  fingerprint: server.fingerprint,
  httpsPort: proxy.door.port,
  certificateFingerprint: proxy.fingerprint,
})

function playerNamed(players: readonly Player[], name: string): Player {
  const found = players.filter(
    ({ node, server, address }) => node.name === name || `${address}:${server.door.port}` === name,
  )
  const [player] = found
  if (player && found.length === 1) return player
  throw new TypeError(
    player ? `${found.length} nodes are called ${name}: say ADDRESS:PORT` : `no node is called ${name}`,
  )
}

function sumOf(players: readonly Player[]): Figures {
  const sum = noFigures()
  for (const { figures } of players) for (const key of Object.keys(sum) as (keyof Figures)[]) sum[key] += figures[key]
  return sum
}
