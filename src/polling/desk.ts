import { cluster } from '../collectors/cluster/cluster.ts'
import { version } from '../collectors/node/version.ts'
import type { Clock } from '../lib/clock.ts'
import { semaphore } from '../lib/semaphore.ts'
import { within } from '../lib/within.ts'
import type { AddOutcome, ChangeOutcome, Member, RemoteDesk, TestOutcome } from '../model/desk.ts'
import { FailureError } from '../model/failure.ts'
import type { KnownNode, RemoteChange, RemoteInput } from '../model/remote.ts'
import { openCourses } from './courses.ts'
import { changedAccess, changedRemote, confirmedPin } from './changes.ts'
import { storedAs } from './desk-deps.ts'
import type { DeskDeps } from './desk-deps.ts'
import { answersOf } from './due.ts'
import { follower } from './follow.ts'
import type { Heard, InTurn } from './follow.ts'
import { alreadyKnown } from './known.ts'
import type { Found, KnownRemote } from './known.ts'
import { factIn, ofEverything, ofNode } from './look.ts'
import { changeMember, membersOf } from './member-address.ts'
import { visitedMembers } from './members.ts'
import { watchAll } from './seating.ts'
import type { Access } from './targets.ts'
import { firstLook, lookAtNode, openVisits } from './visit.ts'
import type { Visit, Visits } from './visit.ts'

/** How long a request waits for a read before the last known is good enough. */
const WAIT_MS = 20_000

export interface Desk extends RemoteDesk {
  /** With `fromFile` for those that the file of remotes holds. */
  add(input: RemoteInput, fromFile?: boolean): Promise<AddOutcome>
  /** Takes in what a node says of its cluster. */
  readonly heard: Heard
  /** Ends the visits under way. */
  stop(this: void): void
}

/** Adds, changes, tests and removes remotes, and has their nodes read. One addition at a time, so that nothing is added twice. */
export function openDesk(deps: DeskDeps): Desk {
  const visits = openVisits(deps.connect)
  const inTurn = semaphore(1)
  return {
    add: (input, fromFile = false) => add(deps, visits, inTurn, input, fromFile),
    change: (id, change) => inTurn(() => changeRemote(deps, visits, id, change)),
    remove: (id) => inTurn(() => remove(deps, id)),
    test: (id) => test(deps, visits, id),
    members: (remoteId) => membersOf(deps, remoteId),
    changeMember: (remoteId, nodeId, change) => inTurn(() => changeMember(deps, visits, remoteId, nodeId, change)),
    refresh: (nodeId, maxAgeSeconds = 0) => inTime(deps.clock, deps.rounds.read(nodeId, maxAgeSeconds * 1000)),
    refreshGuest: (nodeId, vmid, maxAgeSeconds = 0) =>
      inTime(deps.clock, deps.rounds.readGuest(nodeId, vmid, maxAgeSeconds * 1000)),
    course: openCourses(deps),
    heard: follower(deps, inTurn, () => knownRemotes(deps)),
    stop: visits.end,
  }
}

async function add(
  deps: DeskDeps,
  visits: Visits,
  inTurn: InTurn,
  input: RemoteInput,
  fromFile: boolean,
): Promise<AddOutcome> {
  const everything = ofEverything(deps.collectors, deps.guestCollectors)
  const access = accessOf(input)
  const visit = await visits.to(access, (transport) => firstLook(transport, everything, deps.clock))
  return 'kind' in visit ? visit : inTurn(() => addFound(deps, input, access, visit, fromFile))
}

async function addFound(
  deps: DeskDeps,
  { name: wantedName, site }: RemoteInput,
  access: Access,
  visit: Visit,
  fromFile: boolean,
): Promise<AddOutcome> {
  const { store, fleet, clock } = deps
  const found: Found = { ...visit, ...access }
  const known = alreadyKnown(found, await knownRemotes(deps))
  if (known) return { kind: 'already-known', remoteId: known.id }
  const name = wantedName ?? found.cluster?.name ?? found.node
  const { address, ssh, api, pins } = access
  const at = clock.now()
  const fresh = { name, address, cluster: found.cluster?.name ?? null, site, ssh, api, pins, fromFile, addedAt: at }
  const members = visitedMembers({ remote: { id: 0, ...fresh }, nodes: [] }, visit, at)
  const { id } = await store.addRemote(fresh, members)
  const added = await storedAs(deps, id)
  const own = added?.nodes.find((node) => node.name === visit.node)
  if (!added || !own) throw new FailureError('bug', 'a remote was added and is not there')
  fleet.place(added.remote, added.nodes)
  await deps.record(own.id, visit.observations)
  const answeredAt = answersOf(visit.observations)
  watchAll(deps, added, ({ id }) => ({ answeredAt: id === own.id ? answeredAt : new Map(), lastAt: null }))
  const cluster = { name: found.cluster?.name ?? null, quorate: found.cluster?.quorate ?? null }
  return { kind: 'added', remote: added.remote, cluster, members: added.nodes.map((node) => memberOf(node, found)) }
}

function memberOf({ id: nodeId, name, address }: KnownNode, { node, cluster: fact }: Found): Member {
  const online = name === node || (fact?.members.find((member) => member.name === name)?.online ?? null)
  return { nodeId, name, address, online }
}

async function changeRemote(deps: DeskDeps, visits: Visits, id: number, change: RemoteChange): Promise<ChangeOutcome> {
  const { store, rounds, fleet, clock } = deps
  const before = await storedAs(deps, id)
  if (!before) return { kind: 'not-found' }
  const access = changedAccess(before.remote, change)
  const visit = await visits.to(access, (transport) => firstLook(transport, ofNode([cluster]), clock))
  if ('kind' in visit) return visit
  const name = visit.cluster?.name ?? before.remote.cluster
  const update = { ...changedRemote(before.remote, change), cluster: name }
  const changed = { remote: { ...before.remote, ...update, pins: access.pins }, nodes: before.nodes }
  const members = visitedMembers(changed, visit, clock.now())
  await store.changeRemote(id, update, { ...members, pins: [...access.pins, ...members.pins] })
  const after = await storedAs(deps, id)
  if (!after) return { kind: 'not-found' }
  for (const node of before.nodes) rounds.forget(node.id)
  fleet.place(after.remote, after.nodes)
  watchAll(deps, after)
  return { kind: 'changed', remote: after.remote }
}

async function remove(deps: DeskDeps, id: number): Promise<boolean> {
  const { store, rounds, fleet } = deps
  const before = await storedAs(deps, id)
  if (!before || !(await store.removeRemote(id))) return false
  rounds.displace(id)
  for (const node of before.nodes) rounds.forget(node.id)
  fleet.remove(id)
  return true
}

/** Signs in afresh and asks for the version; nodes that were given up are asked once more when that works. */
async function test(deps: DeskDeps, visits: Visits, id: number): Promise<TestOutcome> {
  const { clock, rounds } = deps
  const known = await storedAs(deps, id)
  if (!known) return { kind: 'not-found' }
  const start = clock.now()
  const visit = await visits.to(known.remote, (transport) => lookAtNode(transport, ofNode([version]), clock))
  if ('kind' in visit) return visit
  const pveVersion = factIn(visit.observations, version)?.pveVersion ?? null
  const milliseconds = clock.now() - start
  for (const node of known.nodes) rounds.resume(node.id)
  return { kind: 'reached', node: visit.identity.node, pveVersion, milliseconds }
}

function accessOf({ address, ssh, api, sshHostKeySha256, tlsFingerprintSha256 }: RemoteInput): Access {
  const pins = [
    ...confirmedPin('ssh', address, ssh, sshHostKeySha256),
    ...confirmedPin('tls', address, api, tlsFingerprintSha256),
  ]
  return { address, ssh, api, pins }
}

async function knownRemotes({ store, fleet }: DeskDeps): Promise<readonly KnownRemote[]> {
  const nodes = await store.nodes()
  return (await store.remotes()).map((remote) => ({
    remote,
    nodes: nodes.filter(({ remoteId }) => remoteId === remote.id),
    cluster: fleet.clusterFact(remote.id),
  }))
}

const inTime = (clock: Clock, reading: Promise<boolean>): Promise<boolean> =>
  within(clock, WAIT_MS, reading, () => false)
