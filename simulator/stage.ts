import type { Fault } from './faults/fault.ts'
import { clusterAt } from './fleet/fleet.ts'
import type { Cluster, FleetOptions, Node } from './fleet/fleet.ts'
import { lanAddress } from './fleet/network.ts'
import { PveProxy } from './https/pveproxy.ts'
import type { Waits } from './https/respond.ts'
import type { Token } from './https/tokens.ts'
import { ALL_WELL, viewOf } from './state/view.ts'
import type { Circumstances, World } from './state/view.ts'
import type { Door } from './wire/door.ts'
import type { Host, Visit } from './wire/exchange.ts'
import { noFigures } from './wire/figures.ts'
import type { Figures, Violation } from './wire/figures.ts'
import { NodeServer } from './wire/node-server.ts'
import type { Credentials } from './wire/node-server.ts'

/** A node that is played. */
export interface Player {
  readonly node: Node
  readonly server: NodeServer
  readonly proxy: PveProxy
  readonly figures: Figures
  readonly faults: Set<Fault>
  /** Where it listens. */
  readonly address: string
  /** Seconds since the epoch; null while it is up. */
  downSince: number | null
  reinstallations: number
}

export interface StageOptions {
  readonly fleet: FleetOptions
  /** Which of the clusters and standalone nodes are played here. */
  readonly only: (index: number) => boolean
  /** Each node on an address of its own, all at this port; null: all on 127.0.0.1, each at a free port. */
  readonly port: number | null
  /** The same for HTTPS, where `port` is given. */
  readonly httpsPort: number | null
  readonly now: () => number
  readonly pveshStartSeconds: number
  /** Told of each script that a node runs, by its port; what it returns is told when that is over. */
  readonly began: (port: number, visit: Visit) => () => void
  readonly credentials: Credentials
  readonly tokens: readonly Token[]
  readonly waits: Waits
}

/** All that are played, and what they know of each other. */
export class Stage {
  readonly players: readonly Player[]
  readonly violations: Violation[] = []
  readonly #options: StageOptions
  readonly #byNode = new Map<Node, Player>()
  #aheadSeconds = 0

  constructor(options: StageOptions) {
    this.#options = options
    this.players = [...clustersOf(options)].flatMap(({ nodes }) => nodes.map((node) => this.#enter(node)))
  }

  get seconds(): number {
    return this.#options.now() / 1000 + this.#aheadSeconds
  }

  advance(seconds: number): void {
    this.#aheadSeconds += seconds
  }

  #enter(node: Node): Player {
    const { credentials, pveshStartSeconds, tokens, waits, began } = this.#options
    const figures = noFigures()
    const faults = new Set<Fault>()
    const address = this.#options.port === null ? '127.0.0.1' : loopbackAddress(node)
    const host: Host = {
      figures,
      faults,
      pveshStartSeconds,
      root: credentials.username === 'root',
      view: () => viewOf(node, this.#world, this.seconds * 1000),
      violation: (what) => this.violations.push({ node: node.name, what }),
      began: (visit) => began(server.door.port, visit),
    }
    const server: NodeServer = new NodeServer(host, credentials)
    const proxy = new PveProxy({
      ...host,
      view: () => viewOf(node, this.#world, this.seconds * 1000, true),
      waits,
      tokens: () => (server.refusesCredentials ? [] : tokens),
      faultsOf: (other) => this.#byNode.get(other)?.faults ?? faults,
    })
    const player: Player = { node, server, proxy, figures, faults, address, downSince: null, reinstallations: 0 }
    this.#byNode.set(node, player)
    return player
  }

  readonly #world: World = {
    addressOf: (node) =>
      this.#options.port === null ? lanAddress(node.cluster.site, node.index) : loopbackAddress(node),
    hostKeyOf: (node) => this.#byNode.get(node)?.server.hostKey ?? null,
    circumstancesOf: (node) => circumstancesOf(this.#byNode.get(node)),
    downSince: (node) => this.#byNode.get(node)?.downSince ?? null,
  }
}

function* clustersOf({ fleet, only }: StageOptions): Generator<Cluster> {
  for (let index = 0; index < fleet.clusters + fleet.standalone; index++) if (only(index)) yield clusterAt(fleet, index)
}

function circumstancesOf(player: Player | undefined): Circumstances {
  const changes = [...(player?.faults ?? [])].map((fault) => fault.circumstances)
  return Object.assign({}, ALL_WELL, { reinstallations: player?.reinstallations ?? 0 }, ...changes) as Circumstances
}

/** 127.10.CLUSTER.NODE, going on at 127.11 after 250 clusters. */
const loopbackAddress = ({ cluster, index }: Node): string =>
  `127.${10 + Math.floor(cluster.index / 250)}.${(cluster.index % 250) + 1}.${index + 1}`

const doorsOf = ({ server, proxy }: Player): readonly Door[] => [server.door, proxy.door]

const shut = async (doors: readonly Door[]): Promise<void> => {
  await Promise.all(doors.map((door) => door.close()))
}

export async function openAll({ players }: Stage, port: number | null, httpsPort: number | null): Promise<void> {
  const opened = players.flatMap(({ server, proxy, address }) => [
    server.door.listen(address, port ?? 0),
    proxy.door.listen(address, httpsPort ?? 0),
  ])
  await Promise.all(opened)
}

export const closeAll = ({ players }: Stage): Promise<void> => shut(players.flatMap(doorsOf))

export async function strike(player: Player, fault: Fault, seconds: number): Promise<void> {
  const { server, proxy } = player
  player.faults.add(fault)
  switch (fault.door) {
    case 'closed':
      player.downSince ??= seconds
      await shut(doorsOf(player))
      break
    case 'refuses-credentials':
      server.refusesCredentials = true
      for (const door of doorsOf(player)) door.cut()
      break
    case 'shows-another-key':
      player.reinstallations++
      server.changeHostKey()
      proxy.door.cut()
      break
    case undefined:
  }
}

/** Changed keys stay as they are. */
export async function heal(player: Player): Promise<void> {
  player.faults.clear()
  player.downSince = null
  player.server.refusesCredentials = false
  const closed = doorsOf(player).filter((door) => !door.isOpen)
  await Promise.all(closed.map((door) => door.reopen()))
}
