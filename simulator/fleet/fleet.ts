import { dice } from '../dice.ts'
import { guestOf } from './guest.ts'
import type { Guest, GuestShares } from './guest.ts'
import { machineOf } from './machine.ts'
import type { Machine } from './machine.ts'
import { ifacesOf } from './network.ts'
import type { Iface, Site } from './network.ts'
import { RELEASES } from './release.ts'
import type { Release, ReleaseLine } from './release.ts'
import { layoutOf } from './storage.ts'
import type { Layout, StorageMix } from './storage.ts'
import { NODE_STEMS, PLACES, PURPOSES } from './words.ts'

/** A fleet in a few numbers; the rest follows from the seed. */
export interface FleetOptions {
  readonly seed: number
  readonly clusters: number
  readonly nodesPerCluster: number
  readonly standalone: number
  readonly guestsPerNode: number
  readonly shares: GuestShares
  readonly storages: StorageMix
  /** How often each release is met. */
  readonly versions: Readonly<Partial<Record<ReleaseLine, number>>>
}

export const DEFAULT_FLEET: FleetOptions = {
  seed: 7,
  clusters: 1,
  nodesPerCluster: 3,
  standalone: 1,
  guestsPerNode: 12,
  shares: { containers: 0.35, templates: 0.04, stopped: 0.15, agentMissing: 0.25, agentDead: 0.05, withSnapshots: 0.3 },
  storages: { zfs: 0.6, nfs: 0.6, ceph: 0.3, pbs: 0.5 },
  versions: { '7.4': 1, '8.4': 4, '9.2': 3 },
}

/** A cluster, or a standalone node, which has no name. */
export interface Cluster {
  readonly index: number
  readonly name: string | null
  readonly site: Site
  readonly layout: Layout
  readonly nodes: readonly Node[]
  readonly guests: readonly Guest[]
  readonly domain: string
}

export interface Node {
  readonly cluster: Cluster
  readonly index: number
  readonly name: string
  /** Stable over the fleet, as a seed of what it does. */
  readonly label: string
  readonly release: Release
  readonly machine: Machine
  readonly ifaces: readonly Iface[]
}

/** Clusters first, then standalone nodes. Two fleets of the same options are the same. */
export function clusterAt(options: FleetOptions, index: number): Cluster {
  const clustered = index < options.clusters
  const label = `${options.seed}/${clustered ? 'cluster' : 'standalone'}/${index}`
  const random = dice(label)
  const site: Site = { octet: 10 + (index % 200), label }
  const place = random.pick(PLACES)
  const layout = layoutOf(site, place, options.storages, clustered)
  const base = { index, site, layout, domain: `${place}.example.net` }
  const name = clustered ? clusterName(place, random.pick(PURPOSES), index) : null
  const count = clustered ? options.nodesPerCluster : 1
  const cluster: Cluster = { ...base, name, nodes: [], guests: [] }
  const nodes = Array.from({ length: count }, (_, order) => nodeOf(cluster, order, options, place))
  const vlanAware = nodes[0]?.ifaces.some(({ vlanAware }) => vlanAware) ?? false
  const births = { site, layout, nodeCount: count, vlanAware }
  const guests = Array.from({ length: Math.round(count * options.guestsPerNode) }, (_, order) =>
    guestOf(births, order, order % count, options.shares),
  )
  return Object.assign(cluster, { nodes, guests })
}

/** A second cluster of the same place and purpose gets a number. */
const clusterName = (place: string, purpose: string, index: number): string =>
  index < 3 ? `${place}-${purpose}` : `${place}-${purpose}-${index}`

function nodeOf(cluster: Cluster, index: number, options: FleetOptions, place: string): Node {
  const { site } = cluster
  const label = `${site.label}/node/${index}`
  const machine = machineOf(site.label, label)
  return {
    cluster,
    index,
    name: nodeName(cluster, index, place),
    label,
    release: releaseOf(cluster, index, options),
    machine,
    ifaces: ifacesOf(site, index, machine),
  }
}

/** One of ten clusters has a member that waits for its upgrade. */
function releaseOf({ site }: Cluster, index: number, { versions, nodesPerCluster }: FleetOptions): Release {
  const line = dice(site.label, 'release').weighted(versions)
  const lagging =
    line === '9.2' && index > 0 && index === nodesPerCluster - 1 && dice(site.label, 'lagging').chance(0.1)
  return RELEASES[lagging ? '8.4' : line]
}

/** Many who run one node leave it at the installer's suggestion. */
function nodeName({ site, name }: Cluster, index: number, place: string): string {
  const random = dice(site.label, 'node names')
  if (name === null) return random.chance(0.5) ? 'pve' : `${random.pick(NODE_STEMS)}-${place}`
  const stem = random.pick(NODE_STEMS)
  const number = String(index + 1).padStart(random.pick([1, 2]), '0')
  return random.chance(0.4) ? `${stem}-${place}-${number}` : `${stem}${number}`
}
