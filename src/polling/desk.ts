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
import { alreadyKnown } from './known.ts'
import type { Found } from './known.ts'
import { look } from './look.ts'
import type { Look } from './look.ts'
import type { Rounds } from './rounds.ts'
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
  const visit = await visited(deps, access, async (link): Promise<AddOutcome | Look> => {
    const seen = await look(link, deps.collectors, clock)
    return seen.identity.product === null ? { kind: 'not-pve', message: seen.identity.reason ?? '' } : seen
  })
  if ('kind' in visit) return visit
  const found = foundAt(input, visit)
  const known = alreadyKnown(found, await knownRemotes(deps))
  if (known) return { kind: 'already-known', remoteId: known.id }
  const remote = await store.addRemote({
    name: input.name ?? found.cluster?.name ?? found.node,
    address: input.address,
    cluster: found.cluster?.name ?? null,
    ssh: input.ssh,
    api: input.api,
    pins: access.pins,
    addedAt: clock.now(),
  })
  const members = await settle(deps, remote, found, visit.observations)
  const { name = null, quorate = null } = found.cluster ?? {}
  return { kind: 'added', remote, cluster: { name, quorate }, members }
}

/** Gives the members their numbers, keeps what was seen of the one that answered, and goes on reading it. */
async function settle(
  deps: DeskDeps,
  remote: Remote,
  found: Found,
  observations: readonly Observation[],
): Promise<Member[]> {
  const { store, clock, rounds } = deps
  const at = clock.now()
  const saw = (name: string, address: string) => store.sawNode({ remoteId: remote.id, name, address, at })
  const own = await saw(found.node, remote.address)
  const members: Member[] = [{ nodeId: own.id, name: own.name, address: own.address, online: true }]
  const nodes = [own]
  for (const { name, ip, online } of found.cluster?.members ?? []) {
    if (name === own.name) continue
    const node = await saw(name, ip ?? name)
    nodes.push(node)
    members.push({ nodeId: node.id, name, address: node.address, online })
  }
  deps.fleet.place(remote, nodes)
  await deps.record(own.id, observations)
  rounds.watch({ nodeId: own.id, name: own.name, link: deps.connect(remote), answeredAt: answered(observations) })
  return members
}

const answered = (observations: readonly Observation[]): Map<string, number> =>
  new Map(observations.filter(({ outcome }) => outcome.status !== 'failed').map(({ collector, at }) => [collector, at]))

async function changeRemote(deps: DeskDeps, id: number, change: RemoteChange): Promise<ChangeOutcome> {
  const { store, rounds } = deps
  const before = await store.remote(id)
  if (!before) return { kind: 'not-found' }
  const access = changedAccess(before, change)
  const visit = await visited(deps, access, (link) => identified(link, deps))
  if ('kind' in visit) return visit
  for (const pin of access.pins) await store.pin(id, pin)
  const remote = await store.changeRemote(id, changedRemote(before, change))
  if (!remote) return { kind: 'not-found' }
  const own = await store.sawNode({
    remoteId: id,
    name: visit.identity.node,
    address: remote.address,
    at: deps.clock.now(),
  })
  const nodes = await nodesOf(store, id)
  for (const node of nodes) rounds.forget(node.id)
  deps.fleet.place(remote, nodes)
  rounds.watch({ nodeId: own.id, name: own.name, link: deps.connect(remote), answeredAt: new Map() })
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

/** Signs in afresh and asks for the version; a node that was given up is read again once that works. */
async function test(deps: DeskDeps, id: number): Promise<TestOutcome> {
  const remote = await deps.store.remote(id)
  if (!remote) return { kind: 'not-found' }
  const start = deps.clock.now()
  const visit = await visited(deps, remote, (link) => identified(link, deps))
  if ('kind' in visit) return visit
  const [observation] = visit.observations
  const fact = version.fact.safeParse(observation?.outcome.status === 'ok' ? observation.outcome.value : null)
  const milliseconds = deps.clock.now() - start
  for (const node of await nodesOf(deps.store, id)) if (node.name === visit.identity.node) deps.rounds.resume(node.id)
  return { kind: 'reached', node: visit.identity.node, pveVersion: fact.data?.pveVersion ?? null, milliseconds }
}

async function identified(link: Link, { clock }: DeskDeps): Promise<Look | Refusal> {
  const seen = await look(link, [version], clock)
  return seen.identity.product === null ? { kind: 'not-pve', message: seen.identity.reason ?? '' } : seen
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
    ssh && sshHostKeySha256 !== null ? [{ kind: 'ssh', host: address, port: ssh.port, sha256: sshHostKeySha256 }] : []
  return { address, ssh, pins }
}

function foundAt({ address, ssh, sshHostKeySha256 }: RemoteInput, { identity, observations }: Look): Found {
  const outcome = observations.find(({ collector }) => collector === cluster.name)?.outcome
  const fact = cluster.fact.safeParse(outcome?.status === 'ok' ? outcome.value : null)
  if (!ssh) throw new FailureError('bug', 'a remote without SSH access was visited over SSH')
  return { node: identity.node, address, port: ssh.port, hostKeySha256: sshHostKeySha256, cluster: fact.data ?? null }
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
