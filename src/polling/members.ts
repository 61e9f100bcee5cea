import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { CorosyncMember, KnownNode, Pin, Remote } from '../model/remote.ts'
import type { MembersChange, SeenMember } from '../store/port.ts'
import type { MemberKeys } from '../transport/member-keys.ts'
import type { Transport } from '../transport/transport.ts'
import { KINDS, pinAt, portOf } from './targets.ts'

/** More than this is not a cluster; corosync allows some 30 nodes. */
const MOST_MEMBERS = 256

/** How long a node that its cluster no longer has is kept. */
const GRACE_MS = 24 * 3_600_000

/** A node that answered, what it says of its cluster, and how it knows the other members. */
export interface Trusted {
  readonly node: string
  readonly cluster: Cluster | null
  readonly keys: readonly MemberKeys[]
}

/** A remote and its nodes, as they are known. */
export interface Known {
  readonly remote: Remote
  readonly nodes: readonly KnownNode[]
}

interface Member extends CorosyncMember {
  readonly name: string
}

/** The keys of the other members, asked only where there are some. */
export const keysOfOthers = async (
  transport: Transport,
  cluster: Cluster | null,
  node: string,
): Promise<readonly MemberKeys[]> => (membersIn({ node, cluster, keys: [] }).length > 1 ? transport.memberKeys() : [])

export const isNothing = ({ pins, seen, gone, removed }: MembersChange): boolean =>
  pins.length + seen.length + gone.length + removed.length === 0

/** Everything of a remote that was just visited where its operator says: all keys are learnt anew. */
export function visitedMembers({ remote, nodes }: Known, trusted: Trusted, at: number): MembersChange {
  const { address } = remote
  const members = membersIn(trusted)
  const seen = members.map((member): SeenMember => {
    const now = seenNow(member, nodes, at)
    return member.name === trusted.node ? { ...now, address, sshPort: null, addressSetBy: 'operator' } : now
  })
  const pins = seen
    .filter(({ name }) => name !== trusted.node)
    .flatMap((member) => learntPins(remote, member, trusted.keys))
  return { pins, seen, gone: [], removed: replacedStandalone({ remote, nodes }, trusted) }
}

/** A standalone node is the only one of its remote: any other is what it was called before. */
const replacedStandalone = ({ remote, nodes }: Known, { node, cluster }: Trusted): number[] =>
  remote.cluster === null && !cluster?.name ? nodes.filter(({ name }) => name !== node).map(({ id }) => id) : []

/**
 * What has to change now that a member has told of its cluster. Only a complete list with quorum says that a node is no
 * longer in it (trap 18), and a node whose corosync is dead, which looks standalone, says nothing.
 */
export function toldMembers({ remote, nodes }: Known, trusted: Trusted, at: number): MembersChange {
  const members = isOfRemote(remote, trusted.cluster) ? membersIn(trusted) : []
  const names = new Set(members.map(({ name }) => name))
  const absent = isWhole(trusted, members) ? nodes.filter(({ name }) => !names.has(name)) : []
  const told = members.map((member) => seenNow(member, nodes, at))
  const seen = told.filter((member) => !isKnown(member, nodes))
  return {
    pins: told
      .filter((member) => seen.includes(member) || !isTrusted(remote, member))
      .flatMap((member) => learntPins(remote, member, trusted.keys)),
    seen,
    gone: absent
      .filter(({ gone }) => gone === null)
      .map((node) => ({ nodeId: node.id, since: at, renamedTo: successorOf(node, members)?.name ?? null })),
    removed: absent.filter(({ gone }) => gone !== null && at - gone.since >= GRACE_MS).map(({ id }) => id),
  }
}

/** The members that are there and whose key is not known. */
export const keylessMembers = ({ remote, nodes }: Known, trusted: Trusted): readonly string[] =>
  (trusted.cluster?.members ?? [])
    .filter(({ online, ip }) => online && ip !== null)
    .filter(({ name }) => !nodes.some((node) => node.name === name && isTrusted(remote, node)))
    .map(({ name }) => name)

/** Each once, whatever the node says. */
function membersIn({ node, cluster }: Trusted): readonly Member[] {
  const byName = new Map<string, Member>([[node, { name: node, id: null, ip: null }]])
  for (const { name, nodeId, ip } of cluster?.name ? cluster.members : []) byName.set(name, { name, id: nodeId, ip })
  return byName.size > MOST_MEMBERS ? [] : [...byName.values()]
}

const isOfRemote = ({ cluster: known }: Remote, cluster: Cluster | null): boolean =>
  cluster?.name != null && (known === null || cluster.name === known)

const isWhole = ({ node, cluster }: Trusted, members: readonly Member[]): boolean =>
  cluster?.quorate === true &&
  members.length === cluster.expectedVotes &&
  cluster.members.some(({ name }) => name === node)

/** How a member is kept from now on. One that is offline has no address and keeps the one it had. */
function seenNow({ name, id, ip }: Member, nodes: readonly KnownNode[], at: number): SeenMember {
  const before = nodes.find((node) => node.name === name)
  const corosync = { id: id ?? before?.corosync.id ?? null, ip: ip ?? before?.corosync.ip ?? null }
  const place = before ?? predecessorOf({ name, ...corosync }, nodes)
  if (place?.addressSetBy === 'operator') {
    const { address, sshPort, addressSetBy } = place
    return { name, address, sshPort, addressSetBy, corosync, at }
  }
  const address = ip ?? before?.address ?? name
  return { name, address, sshPort: null, addressSetBy: 'cluster', corosync, at }
}

const isKnown = (member: SeenMember, nodes: readonly KnownNode[]): boolean =>
  nodes.some(
    ({ name, gone, address, corosync }) =>
      name === member.name &&
      gone === null &&
      address === member.address &&
      isSameInCorosync(corosync, member.corosync),
  )

const isSameInCorosync = (one: CorosyncMember, other: CorosyncMember): boolean =>
  one.id === other.id && one.ip === other.ip

/** What a node that was renamed is called now: corosync knows it by the same number and address. */
const successorOf = ({ name, corosync }: KnownNode, members: readonly Member[]): Member | undefined =>
  members.find((member) => member.name !== name && isRenamed(corosync, member))

const predecessorOf = (member: Member, nodes: readonly KnownNode[]): KnownNode | undefined =>
  nodes.find(({ name, corosync }) => name !== member.name && isRenamed(corosync, member))

const isRenamed = (before: CorosyncMember, now: CorosyncMember): boolean =>
  before.id !== null && before.ip !== null && isSameInCorosync(before, now)

type Placed = Pick<KnownNode, 'address' | 'sshPort'>

/** The ways to reach a node, each with its port. Where authorities vouch for certificates, none is learnt: they are renewed often. */
const doorsOf = (remote: Remote, { sshPort }: Placed): readonly { kind: Pin['kind']; port: number }[] =>
  KINDS.flatMap((kind) => {
    const port = portOf(remote, kind)
    if (port === null || (kind === 'tls' && !pinAt(remote.pins, kind, remote.address, port))) return []
    return { kind, port: kind === 'ssh' ? (sshPort ?? port) : port }
  })

/** Whether there is a key for each way to reach it. */
export const isTrusted = (remote: Remote, placed: Placed): boolean =>
  doorsOf(remote, placed).every(({ kind, port }) => pinAt(remote.pins, kind, placed.address, port) !== null)

/** By what a member is known at another address: what the operator confirms for it, what it was known by, or what was learnt. */
export const movedPins = (
  remote: Remote,
  before: Placed,
  now: SeenMember,
  confirmed: string | null,
  keys: readonly MemberKeys[],
): Pin[] =>
  doorsOf(remote, now).flatMap(({ kind, port }): Pin[] => {
    const place = { kind, host: now.address, port }
    if (kind === 'ssh' && confirmed !== null) return [{ ...place, sha256: confirmed, keyType: null }]
    const pin = doorsOf(remote, before)
      .filter((door) => door.kind === kind)
      .map((door) => pinAt(remote.pins, kind, before.address, door.port))
      .find((one) => one !== null)
    return pin ? [{ ...pin, ...place }] : learntPins(remote, now, keys).filter((learnt) => learnt.kind === kind)
  })

/** What was learnt of a member. What the operator confirmed for its address stays. */
function learntPins(remote: Remote, member: SeenMember, keys: readonly MemberKeys[]): Pin[] {
  const { name, address: host, corosync } = member
  return doorsOf(remote, member).flatMap(({ kind, port }) => {
    if (pinAt(remote.pins, kind, host, port)?.keyType === null) return []
    const learnt = keys
      .map((keyOf) => keyOf(name, corosync.ip ?? host))
      .find((key) => key && (key.type === 'tls') === (kind === 'tls'))
    return learnt ? { kind, host, port, sha256: learnt.sha256, keyType: learnt.type } : []
  })
}
