import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { KnownNode, Pin, Remote } from '../model/remote.ts'

/** What is known of one remote. */
export interface KnownRemote {
  readonly remote: Remote
  readonly nodes: readonly KnownNode[]
  /** As last seen; null when it never was. */
  readonly cluster: Cluster | null
}

/** What has just been found at an address. */
export interface Found {
  readonly node: string
  readonly address: string
  readonly port: number
  readonly hostKeySha256: string | null
  readonly cluster: Cluster | null
}

/**
 * The remote that this host already belongs to. A cluster is known by its name and a member with the same address in
 * corosync; a node by its name together with its host key or its address. Names alone prove nothing: many hosts are
 * called `pve`, and two sites may each have a cluster called `prod`.
 */
export function alreadyKnown(found: Found, remotes: readonly KnownRemote[]): Remote | null {
  return remotes.find((known) => sameCluster(found, known) || sameNode(found, known))?.remote ?? null
}

function sameCluster({ cluster: found }: Found, { cluster: known }: KnownRemote): boolean {
  if (!found?.name || found.name !== known?.name) return false
  const addresses = new Set(known.members.map(({ name, ip }) => ip && `${name} ${ip}`))
  return found.members.some(({ name, ip }) => ip !== null && addresses.has(`${name} ${ip}`))
}

function sameNode({ node, address, port, hostKeySha256 }: Found, { remote, nodes }: KnownRemote): boolean {
  if (!nodes.some(({ name }) => name === node)) return false
  const samePlace = remote.address === address && remote.ssh?.port === port
  return samePlace || remote.pins.some((pin: Pin) => pin.kind === 'ssh' && pin.sha256 === hostKeySha256)
}
