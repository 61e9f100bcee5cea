import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { KnownNode, Pin, Remote } from '../model/remote.ts'
import { KINDS, portOf } from './targets.ts'

/** What is known of one remote. */
export interface KnownRemote {
  readonly remote: Remote
  readonly nodes: readonly KnownNode[]
  /** As last seen; null when it never was. */
  readonly cluster: Cluster | null
}

/** What has just been found at an address. */
export interface Found extends Pick<Remote, 'address' | 'ssh' | 'api' | 'pins'> {
  readonly node: string
  readonly cluster: Cluster | null
}

/**
 * The remote that this host already belongs to. A cluster is known by its name and a member with the same address in
 * corosync; a node by its name together with its host key, its certificate or its address. Names alone prove nothing: many hosts are
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

function sameNode(found: Found, { remote, nodes }: KnownRemote): boolean {
  if (!nodes.some(({ name }) => name === found.node)) return false
  return isSamePlace(found, remote) || remote.pins.some((pin) => found.pins.some((one) => isSameKey(one, pin)))
}

const isSameKey = (one: Pin, other: Pin): boolean => one.kind === other.kind && one.sha256 === other.sha256

/** Another port may lead to another host. */
const isSamePlace = (found: Found, remote: Remote): boolean =>
  found.address === remote.address &&
  KINDS.every((kind) => (portOf(found, kind) ?? portOf(remote, kind)) === (portOf(remote, kind) ?? portOf(found, kind)))
