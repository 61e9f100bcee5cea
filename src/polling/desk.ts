import { cluster } from '../collectors/cluster/cluster.ts'
import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { Collector } from '../collectors/collector.ts'
import { version } from '../collectors/node/version.ts'
import type { Clock } from '../lib/clock.ts'
import type { AddOutcome, ChangeOutcome, Member, Refusal, RemoteDesk, TestOutcome } from '../model/desk.ts'
import { FailureError, failureOf } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import type { KnownNode, Pin, Remote, RemoteChange, RemoteInput } from '../model/remote.ts'
import type { Store } from '../store/port.ts'
import { UntrustedHostKey } from '../transport/host-keys.ts'
import type { Link } from '../transport/section.ts'
import { changedAccess, changedRemote } from './changes.ts'
import { answersOf } from './due.ts'
import { alreadyKnown } from './known.ts'
import type { Found } from './known.ts'
import { look } from './look.ts'
import type { Look } from './look.ts'
import { keysOfOthers, settle } from './members.ts'
import type { Trusted } from './members.ts'
import type { Rounds } from './rounds.ts'
import { trustedNodes } from './targets.ts'
import type { Access } from './targets.ts'

/** What the desk tells and asks of the current state. */
interface Places {
  /** A remote and its nodes as they are now. */
  place(remote: Remote, nodes: readonly KnownNode[]): void
  remove(remoteId: number): void
  /** What is known of the cluster of a remote. */
  clusterFact(remoteId: number): Cluster | null
}

export interface DeskDeps {
  readonly store: Store
  readonly fleet: Places
  readonly rounds: Rounds
  readonly clock: Clock
  readonly collectors: readonly Collector[]
  connect(this: void, access: Access): Link
  /** Keeps what was seen and shows it. */
  record(this: void, nodeId: number, observations: readonly Observation[]): Promise<void>
}

/** What came of a first look. */
interface Visit extends Trusted {
  readonly observations: readonly Observation[]
}

/** How long a request waits for a read before the last known is good enough. */
const WAIT_MS = 20_000

/** Adds, changes, tests and removes remotes, and has their nodes read. One addition at a time, so that nothing is added twice. */
export function openDesk(deps: DeskDeps): RemoteDesk {
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const turn = queue.then(task)
    queue = turn.catch(() => undefined)
    return turn
  }
  return {
    add: (input) => inTurn(() => add(deps, input)),
    change: (id, change) => inTurn(() => changeRemote(deps, id, change)),
    remove: (id) => inTurn(() => remove(deps, id)),
    test: (id) => test(deps, id),
    refresh: (nodeId, maxAgeSeconds = 0) => waitAtMost(deps.clock, deps.rounds.read(nodeId, maxAgeSeconds * 1000)),
  }
}

async function add(deps: DeskDeps, input: RemoteInput): Promise<AddOutcome> {
  const { store, clock } = deps
  const access = accessOf(input)
  const visit = await visited(deps, access, (link) => firstLook(link, deps.collectors, clock))
  if ('kind' in visit) return visit
  const found = foundAt(input, visit)
  const known = alreadyKnown(found, await knownRemotes(deps))
  if (known) return { kind: 'already-known', remoteId: known.id }
  const added = await store.addRemote({
    name: input.name ?? found.cluster?.name ?? found.node,
    address: input.address,
    cluster: found.cluster?.name ?? null,
    ssh: input.ssh,
    api: input.api,
    pins: access.pins,
    addedAt: clock.now(),
  })
  const { remote, own, others } = await settle(store, added, visit, clock.now())
  const nodes = [own, ...others]
  deps.fleet.place(remote, nodes)
  await deps.record(own.id, visit.observations)
  watch(deps, remote, nodes, new Map([[own.id, answersOf(visit.observations)]]))
  const { name = null, quorate = null } = found.cluster ?? {}
  const members = nodes.map((node) => memberOf(node, found))
  return { kind: 'added', remote, cluster: { name, quorate }, members }
}

function memberOf({ id: nodeId, name, address }: KnownNode, { node, cluster: fact }: Found): Member {
  const online = name === node || (fact?.members.find((member) => member.name === name)?.online ?? null)
  return { nodeId, name, address, online }
}

/** Goes on reading the nodes that have a trusted key. */
function watch(
  { rounds, connect }: DeskDeps,
  remote: Remote,
  nodes: readonly KnownNode[],
  answeredAt: ReadonlyMap<number, ReadonlyMap<string, number>> = new Map(),
): void {
  for (const { node, access } of trustedNodes(remote, nodes))
    rounds.watch({
      nodeId: node.id,
      name: node.name,
      link: connect(access),
      answeredAt: answeredAt.get(node.id) ?? new Map(),
    })
}

async function changeRemote(deps: DeskDeps, id: number, change: RemoteChange): Promise<ChangeOutcome> {
  const { store, rounds, clock } = deps
  const before = await store.remote(id)
  if (!before) return { kind: 'not-found' }
  const access = changedAccess(before, change)
  const visit = await visited(deps, access, (link) => firstLook(link, [cluster], clock))
  if ('kind' in visit) return visit
  for (const pin of access.pins) await store.pin(id, pin)
  const changed = await store.changeRemote(id, changedRemote(before, change))
  if (!changed) return { kind: 'not-found' }
  const { remote } = await settle(store, changed, visit, clock.now())
  const nodes = await nodesOf(store, id)
  for (const node of nodes) rounds.forget(node.id)
  deps.fleet.place(remote, nodes)
  watch(deps, remote, nodes)
  return { kind: 'changed', remote }
}

async function remove({ store, rounds, fleet }: DeskDeps, id: number): Promise<boolean> {
  const nodes = await nodesOf(store, id)
  if (!(await store.removeRemote(id))) return false
  for (const node of nodes) rounds.forget(node.id)
  fleet.remove(id)
  return true
}

const nodesOf = async (store: Store, id: number): Promise<KnownNode[]> =>
  (await store.nodes()).filter(({ remoteId }) => remoteId === id)

/** Signs in afresh and asks for the version; nodes that were given up are asked once more when that works. */
async function test(deps: DeskDeps, id: number): Promise<TestOutcome> {
  const remote = await deps.store.remote(id)
  if (!remote) return { kind: 'not-found' }
  const start = deps.clock.now()
  const visit = await visited(deps, remote, (link) => lookAtNode(link, [version], deps.clock))
  if ('kind' in visit) return visit
  const [observation] = visit.observations
  const fact = version.fact.safeParse(observation?.outcome.status === 'ok' ? observation.outcome.value : null)
  const milliseconds = deps.clock.now() - start
  for (const node of await nodesOf(deps.store, id)) deps.rounds.resume(node.id)
  return { kind: 'reached', node: visit.identity.node, pveVersion: fact.data?.pveVersion ?? null, milliseconds }
}

async function lookAtNode(link: Link, collectors: readonly Collector[], clock: Clock): Promise<Look | Refusal> {
  const seen = await look(link, collectors, clock)
  return seen.identity.product === null ? { kind: 'not-pve', message: seen.identity.reason ?? '' } : seen
}

/** A look that also learns by which keys the node knows the other members of its cluster. */
async function firstLook(link: Link, collectors: readonly Collector[], clock: Clock): Promise<Visit | Refusal> {
  const seen = await lookAtNode(link, collectors, clock)
  if ('kind' in seen) return seen
  const { identity, observations } = seen
  const { node } = identity
  const outcome = observations.find(({ collector }) => collector === cluster.name)?.outcome
  const { data = null } = cluster.fact.safeParse(outcome?.status === 'ok' ? outcome.value : null)
  return { node, observations, cluster: data, keys: await keysOfOthers(link, data, node) }
}

/** Runs `task` over a connection of its own; what keeps it from working becomes a refusal. */
async function visited<T>(deps: DeskDeps, access: Access, task: (link: Link) => Promise<T>): Promise<T | Refusal> {
  let link: Link | null = null
  try {
    link = deps.connect(access)
    return await task(link)
  } catch (error) {
    if (error instanceof UntrustedHostKey)
      return { kind: 'untrusted', fingerprints: [error.offered], expected: error.expected }
    return { kind: 'failed', failure: failureOf(error) }
  } finally {
    link?.close()
  }
}

function accessOf({ address, ssh, sshHostKeySha256 }: RemoteInput): Access {
  const pins: Pin[] =
    ssh && sshHostKeySha256 !== null
      ? [{ kind: 'ssh', host: address, port: ssh.port, sha256: sshHostKeySha256, keyType: null }]
      : []
  return { address, ssh, pins }
}

function foundAt({ address, ssh, sshHostKeySha256 }: RemoteInput, visit: Visit): Found {
  if (!ssh) throw new FailureError('bug', 'a remote without SSH access was visited over SSH')
  return { node: visit.node, address, port: ssh.port, hostKeySha256: sshHostKeySha256, cluster: visit.cluster }
}

async function knownRemotes({ store, fleet }: DeskDeps) {
  const nodes = await store.nodes()
  return (await store.remotes()).map((remote) => ({
    remote,
    nodes: nodes.filter(({ remoteId }) => remoteId === remote.id),
    cluster: fleet.clusterFact(remote.id),
  }))
}

/** False when the wait is over first. */
function waitAtMost(clock: Clock, task: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(WAIT_MS, () => {
      resolve(false)
    })
    task.finally(callOff).then(resolve, reject)
  })
}
