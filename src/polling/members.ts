import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { KnownNode, Pin, Remote } from '../model/remote.ts'
import type { Store } from '../store/port.ts'
import { memberKeys, noMemberKeys } from '../transport/member-keys.ts'
import type { MemberKeys } from '../transport/member-keys.ts'
import type { Link } from '../transport/section.ts'
import { sshPin } from './targets.ts'

/** More than this is not a cluster; corosync allows some 30 nodes. */
const MOST_MEMBERS = 256

/** A host that answered, and how it knows the other members of its cluster. */
export interface Trusted {
  readonly node: string
  readonly cluster: Cluster | null
  readonly keys: MemberKeys
}

export interface Settled {
  /** With the keys that were learnt. */
  readonly remote: Remote
  readonly own: KnownNode
  /** The other members, in the cluster's order. */
  readonly others: readonly KnownNode[]
}

/** Each once, whatever the node says. */
function othersIn(cluster: Cluster | null, node: string): Cluster['members'] {
  const byName = new Map(cluster?.members.map((member) => [member.name, member]))
  byName.delete(node)
  return [...byName.values()]
}

/** The keys of the other members, asked only where there are some. */
export async function keysOfOthers(link: Link, cluster: Cluster | null, node: string): Promise<MemberKeys> {
  const count = othersIn(cluster, node).length
  return count > 0 && count <= MOST_MEMBERS ? memberKeys(link) : noMemberKeys
}

/** Gives the members of a remote their numbers and trusts the keys that the one that answered knows the others by. */
export async function settle(store: Store, before: Remote, trusted: Trusted, at: number): Promise<Settled> {
  const { id: remoteId, address } = before
  const known = (await store.nodes()).filter((node) => node.remoteId === remoteId)
  const own = await store.sawNode({ remoteId, name: trusted.node, address, at })
  const others: KnownNode[] = []
  for (const { name, ip } of othersIn(trusted.cluster, trusted.node)) {
    const pin = learntPin(before, name, ip, trusted.keys)
    if (pin) await store.pin(remoteId, pin)
    const place = pin?.host ?? known.find((node) => node.name === name)?.address ?? ip ?? name
    others.push(await store.sawNode({ remoteId, name, address: place, at }))
  }
  return { remote: (await store.remote(remoteId)) ?? before, own, others }
}

/** Null where nothing was learnt. What the operator confirmed for an address stays. */
function learntPin({ ssh, pins }: Remote, name: string, ip: string | null, keys: MemberKeys): Pin | null {
  if (!ssh || ip === null) return null
  const confirmed = sshPin(pins, ip, ssh.port)
  if (confirmed?.keyType === null) return confirmed
  const key = keys(name, ip)
  return key && { kind: 'ssh', host: ip, port: ssh.port, sha256: key.sha256, keyType: key.type }
}
