import type { Fault } from './faults/fault.ts'
import { clusterAt } from './fleet/fleet.ts'
import type { Cluster, FleetOptions, Node } from './fleet/fleet.ts'
import { lanAddress } from './fleet/network.ts'
import { ALL_WELL, viewOf } from './state/view.ts'
import type { Circumstances, World } from './state/view.ts'
import { noFigures } from './wire/figures.ts'
import type { Figures, Violation } from './wire/figures.ts'
import { NodeServer } from './wire/node-server.ts'
import type { Credentials } from './wire/node-server.ts'

/** A node that is played. */
export interface Player {
  readonly node: Node
  readonly server: NodeServer
  readonly figures: Figures
  readonly faults: Set<Fault>
  /** Where it listens. */
  readonly address: string
  /** Seconds since the epoch; null while it is up. */
  downSince: number | null
}

export interface StageOptions {
  readonly fleet: FleetOptions
  /** Which of the clusters and standalone nodes are played here. */
  readonly only: (index: number) => boolean
  /** Each node on an address of its own, all at this port; null: all on 127.0.0.1, each at a free port. */
  readonly port: number | null
  readonly now: () => number
  readonly pveshStartSeconds: number
  readonly credentials: Credentials
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
    const { credentials, pveshStartSeconds } = this.#options
    const figures = noFigures()
    const faults = new Set<Fault>()
    const address = this.#options.port === null ? '127.0.0.1' : loopbackAddress(node)
    const server = new NodeServer(
      {
        figures,
        faults,
        pveshStartSeconds,
        root: credentials.username === 'root',
        view: () => viewOf(node, this.#world, this.seconds * 1000),
        violation: (what) => this.violations.push({ node: node.name, what }),
      },
      credentials,
    )
    const player: Player = { node, server, figures, faults, address, downSince: null }
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
  return Object.assign({}, ALL_WELL, ...changes) as Circumstances
}

/** 127.10.CLUSTER.NODE, going on at 127.11 after 250 clusters. */
const loopbackAddress = ({ cluster, index }: Node): string =>
  `127.${10 + Math.floor(cluster.index / 250)}.${(cluster.index % 250) + 1}.${index + 1}`

export async function listenAll({ players }: Stage, port: number | null): Promise<void> {
  await Promise.all(players.map(({ server, address }) => server.listen(address, port ?? 0)))
}

export async function strike(player: Player, fault: Fault, seconds: number): Promise<void> {
  const { server } = player
  player.faults.add(fault)
  switch (fault.door) {
    case 'closed':
      player.downSince ??= seconds
      await server.close()
      break
    case 'refuses-credentials':
      server.refusesCredentials = true
      server.cut()
      break
    case 'shows-another-key':
      server.changeHostKey()
      break
    case undefined:
  }
}

/** A changed host key stays as it is. */
export async function heal(player: Player): Promise<void> {
  player.faults.clear()
  player.downSince = null
  player.server.refusesCredentials = false
  if (!player.server.isListening) await player.server.reopen()
}
