import type { Fleet } from '../fleet/fleet.ts'
import type { Clock } from '../lib/clock.ts'
import type { Random } from '../lib/random.ts'
import { repeat } from '../lib/repeat.ts'
import type { Observation } from '../model/observation.ts'
import type { ReadShare } from '../model/read-share.ts'
import type { Rounds } from '../polling/rounds.ts'
import type { Access } from '../polling/targets.ts'
import type { SharedStore } from '../store/port.ts'
import { isGone } from '../store/postgres-errors.ts'
import { HISTORY_LEASE, leaseOf, remoteOf } from '../store/sharing-port.ts'
import type { Exchange, WorkQueue } from '../store/sharing-port.ts'
import type { Transport } from '../transport/transport.ts'
import { announced } from './announced.ts'
import type { Announce } from './announced.ts'
import { openCompany } from './company.ts'
import type { Company, CompanyDeps } from './company.ts'
import { fenced } from './fenced.ts'
import { openHolder } from './holder.ts'
import type { Holder } from './holder.ts'
import { openLeases } from './leases.ts'
import type { Leases } from './leases.ts'
import { openLiveLooks } from './live-looks.ts'
import { answerFrom, sharedMemory } from './memory.ts'
import type { Memory, SharedMemory } from './memory.ts'
import { messageOf } from './message.ts'
import type { Message } from './message.ts'
import { openNodeRemotes } from './node-remotes.ts'
import { openProjection } from './projection.ts'
import type { Projection } from './projection.ts'
import { isFor } from './question.ts'
import type { Question } from './question.ts'
import { openRequests } from './requests.ts'
import type { Requests } from './requests.ts'
import { sharedRounds } from './shared-rounds.ts'
import type { Wishes } from './shares.ts'

export interface SharingDeps extends Wishes, CompanyDeps {
  readonly store: SharedStore
  readonly queue: WorkQueue
  readonly exchange: Exchange
  readonly fleet: Fleet
  readonly clock: Clock
  readonly random: Random
  /** Calls `heard` with each message, and `listening` whenever some may have been missed. Returns what ends it. */
  listen(this: void, heard: (message: string) => void, listening: () => void): () => Promise<void>
  /** Told why the work could not be shared, and null when it can be again. */
  noticed(this: void, error: Error | null): void
  /** Of Panoramica. */
  readonly version: string
}

export type Connect = (access: Access, nodeId?: number) => Transport

/** One of several processes on one store. */
export interface Sharing {
  /** The store, telling the others. */
  readonly store: SharedStore
  /** Whether this process is the one that keeps history. */
  readonly keepsHistory: () => boolean
  /** Whether its leases are renewed. */
  readonly renewed: () => boolean
  /** What of all remotes it reads; null as long as nobody can tell. */
  readonly share: () => ReadShare | null
  /** Why this process is to stop, as soon as it is. */
  readonly superseded: Promise<Error>
  /** Shows a live look to the others. */
  readonly show: (nodeId: number, observations: readonly Observation[]) => void
  /** Rounds over all nodes, whoever reads them, from those over the nodes that this process reads. */
  readonly shared: (rounds: Rounds) => Rounds
  /** What all processes have in memory, from what this one has. */
  readonly remembered: (own: Memory) => SharedMemory
  /** Connections to nodes that are read by the right of a lease. */
  readonly fenced: (connect: Connect) => Connect
  /** Takes its share. Returns what ends all of it, and gives everything back. */
  begin(this: void, rounds: Rounds, connect: Connect): () => Promise<void>
}

/** How often all is looked through, for news that were lost. */
const ALL_MS = 60_000

interface State extends SharingDeps {
  readonly processId: string
  readonly projection: Projection
  readonly remoteOfNode: (nodeId: number) => number | null
  readonly tell: (message: Message) => void
  leases: Leases | null
  holder: Holder | null
  rounds: Rounds | null
  memory: Memory | null
  readonly company: Company
}

export function openSharing(deps: SharingDeps): Sharing {
  const state = stateOf(deps)
  const { processId: from, tell, remoteOfNode } = state
  const live = openLiveLooks(deps.exchange, (remoteId) => tell({ kind: 'live', remoteId, from }), failedIn(deps))
  const requests = requestsOf(state)
  const elsewhere = (nodeId: number, vmid: number | null, maxAgeMs: number): Promise<boolean> => {
    const remoteId = remoteOfNode(nodeId)
    return remoteId === null ? Promise.resolve(false) : requests.read(remoteId, nodeId, vmid, maxAgeMs)
  }
  const announce: Announce = (kind, remoteId) => {
    if (kind === 'placed') void putAndTell(state, remoteId)
    else tell({ kind, remoteId, from })
  }
  return {
    store: announced(deps.store, announce, remoteOfNode),
    keepsHistory: () => state.leases?.holds(HISTORY_LEASE) ?? false,
    renewed: () => state.leases?.renewed() ?? false,
    share: () =>
      state.leases?.renewed() ? { held: state.leases.remotesHeld(), unread: state.company.unread().size } : null,
    superseded: state.company.superseded,
    show(nodeId, observations) {
      const remoteId = remoteOfNode(nodeId)
      if (remoteId !== null) live(remoteId, nodeId, observations)
    },
    shared: (rounds) =>
      sharedRounds({
        rounds,
        ...rights(state),
        elsewhere: { read: elsewhere, resume: (nodeId) => resumeElsewhere(state, nodeId) },
      }),
    remembered: (own) => remembered(state, requests, own),
    fenced: (connect) => (access, nodeId) => {
      const transport = connect(access, nodeId)
      return nodeId === undefined ? transport : fenced(transport, () => holdsNode(state, nodeId))
    },
    begin: (rounds, connect) => begin(state, rounds, connect, requests),
  }
}

function stateOf(deps: SharingDeps): State {
  const { exchange, fleet, random } = deps
  const failed = failedIn(deps)
  return {
    ...deps,
    processId: random.bytes(12).toString('hex'),
    projection: openProjection({ ...deps, failed }),
    remoteOfNode: openNodeRemotes(fleet),
    tell: (message) => {
      exchange.tell(JSON.stringify(message)).catch(failed)
    },
    leases: null,
    holder: null,
    rounds: null,
    memory: null,
    company: openCompany(deps),
  }
}

function resumeElsewhere(state: State, nodeId: number): void {
  state.tell({ kind: 'resume', nodeId, from: state.processId })
  const remoteId = state.remoteOfNode(nodeId)
  if (remoteId !== null && state.company.unread().get(remoteId)?.why === 'given-up') void putAndTell(state, remoteId)
}

/** Whoever hears of it is to find it waiting. Never rejects. */
async function putAndTell(state: State, remoteId: number): Promise<void> {
  await state.queue.put(remoteId).catch(failedIn(state))
  state.tell({ kind: 'placed', remoteId, from: state.processId })
  state.leases?.soon()
}

/** What could not be exchanged is not told: the leases that cannot be renewed say the same, once. */
const failedIn =
  ({ noticed }: SharingDeps) =>
  (error: unknown): void => {
    if (!isGone(error)) noticed(error instanceof Error ? error : new Error(String(error)))
  }

const holds = ({ leases }: State, remoteId: number): boolean => leases?.holds(leaseOf(remoteId)) ?? false

function holdsNode(state: State, nodeId: number): boolean {
  const remoteId = state.remoteOfNode(nodeId)
  return remoteId !== null && holds(state, remoteId)
}

function remembered(state: State, requests: Requests, own: Memory): SharedMemory {
  state.memory = own
  return sharedMemory({
    own,
    clock: state.clock,
    ...rights(state),
    ask: (asked, waitMs) => (isOfUnread(state, asked) ? Promise.resolve(null) : requests.ask(asked, waitMs)),
  })
}

/** Nobody would answer. */
function isOfUnread({ company, remoteOfNode }: State, asked: Question): boolean {
  const isUnread = (remoteId: number | null): boolean => remoteId !== null && company.unread().has(remoteId)
  return isFor(asked, isUnread, (nodeId) => isUnread(remoteOfNode(nodeId)))
}

const rights = (state: State) => ({
  holds: (remoteId: number) => holds(state, remoteId),
  holdsNode: (nodeId: number) => holdsNode(state, nodeId),
})

const requestsOf = (state: State) =>
  openRequests({
    ...state,
    newId: () => state.random.bytes(12).toString('hex'),
    takeIn: (remoteId) => state.projection.takeIn(remoteId, 'observed'),
    failed: failedIn(state),
    answerOwn(asked) {
      const { holds: ofRemote, holdsNode: ofNode } = rights(state)
      return state.memory && isFor(asked, ofRemote, ofNode) ? answerFrom(state.memory, asked) : null
    },
    readOwn(nodeId, vmid, maxAgeMs) {
      if (!state.rounds || !holdsNode(state, nodeId)) return null
      return vmid === null ? state.rounds.read(nodeId, maxAgeMs) : state.rounds.readGuest(nodeId, vmid, maxAgeMs)
    },
  })

function begin(state: State, rounds: Rounds, connect: Connect, requests: Requests) {
  const { clock, projection } = state
  const holder = openHolder({
    rounds,
    projection,
    clock,
    connect,
    holds: (remoteId) => holds(state, remoteId),
    failed: failedIn(state),
  })
  const leases = openLeases({
    ...state,
    stands: state.company.takeIn,
    gained: (name) => ifRemote(name, holder.take),
    lost: (name) =>
      ifRemote(name, (remoteId) => {
        holder.drop(remoteId)
        if (!state.serves) state.fleet.remove(remoteId)
      }),
  })
  Object.assign(state, { rounds, holder, leases })
  const unlisten = state.listen(
    (text) => {
      const message = messageOf(text)
      if (message && message.from !== state.processId) takeIn(state, message, requests)
    },
    () => {
      holder.changedAll()
      if (state.serves) void projection.takeInAll()
    },
  )
  const stopLooking = state.serves ? repeat(clock, ALL_MS, projection.takeInAll) : null
  return async (): Promise<void> => {
    void stopLooking?.()
    requests.stop()
    await leases.stop()
    await unlisten()
  }
}

const ifRemote = (lease: string, task: (remoteId: number) => void): void => {
  const remoteId = remoteOf(lease)
  if (remoteId !== null) task(remoteId)
}

function takeIn(state: State, message: Message, requests: Requests): void {
  const { projection, serves, holder, leases, rounds } = state
  if ('request' in message) requests.heard(message)
  else if (message.kind === 'resume') rounds?.resume(message.nodeId)
  else if (message.kind === 'placed') {
    leases?.soon()
    holder?.changed(message.remoteId)
    if (serves) void projection.takeIn(message.remoteId, 'placed')
  } else if (serves) void projection.takeIn(message.remoteId, message.kind)
}
