import type { Fleet } from '../fleet/fleet.ts'
import type { Clock } from '../lib/clock.ts'
import type { Random } from '../lib/random.ts'
import { repeat } from '../lib/repeat.ts'
import type { Observation } from '../model/observation.ts'
import type { Rounds } from '../polling/rounds.ts'
import type { Access } from '../polling/targets.ts'
import type { SharedStore } from '../store/port.ts'
import { isGone } from '../store/postgres-errors.ts'
import { HISTORY_LEASE, leaseOf, remoteOf } from '../store/sharing-port.ts'
import type { Exchange, LeaseTable } from '../store/sharing-port.ts'
import type { Transport } from '../transport/transport.ts'
import { announced } from './announced.ts'
import type { Announce } from './announced.ts'
import { fenced } from './fenced.ts'
import { openHolder } from './holder.ts'
import type { Holder } from './holder.ts'
import { openLeases } from './leases.ts'
import type { Leases } from './leases.ts'
import { openLiveLooks } from './live-looks.ts'
import { messageOf } from './message.ts'
import type { Message } from './message.ts'
import { openNodeRemotes } from './node-remotes.ts'
import { openProjection } from './projection.ts'
import type { Projection } from './projection.ts'
import { openRequests } from './requests.ts'
import type { Requests } from './requests.ts'
import { sharedRounds } from './shared-rounds.ts'
import type { Wishes } from './shares.ts'

export interface SharingDeps extends Wishes {
  readonly store: SharedStore
  readonly table: LeaseTable
  readonly exchange: Exchange
  readonly fleet: Fleet
  readonly clock: Clock
  readonly random: Random
  /** Whether it shows the whole fleet, or needs only what it reads. */
  readonly serves: boolean
  /** Calls `heard` with each message, and `listening` whenever some may have been missed. Returns what ends it. */
  listen(this: void, heard: (message: string) => void, listening: () => void): () => Promise<void>
  /** Told why the work could not be shared, and null when it can be again. */
  noticed(this: void, error: Error | null): void
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
  /** Shows a live look to the others. */
  readonly show: (nodeId: number, observations: readonly Observation[]) => void
  /** Rounds over all nodes, whoever reads them, from those over the nodes that this process reads. */
  readonly shared: (rounds: Rounds) => Rounds
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
    tell({ kind, remoteId, from })
    if (kind === 'placed') state.leases?.soon()
  }
  return {
    store: announced(deps.store, announce, remoteOfNode),
    keepsHistory: () => state.leases?.holds(HISTORY_LEASE) ?? false,
    renewed: () => state.leases?.renewed() ?? false,
    show(nodeId, observations) {
      const remoteId = remoteOfNode(nodeId)
      if (remoteId !== null) live(remoteId, nodeId, observations)
    },
    shared: (rounds) =>
      sharedRounds({
        rounds,
        holds: (remoteId) => holds(state, remoteId),
        holdsNode: (nodeId) => holdsNode(state, nodeId),
        elsewhere: { read: elsewhere, resume: (nodeId) => tell({ kind: 'resume', nodeId, from }) },
      }),
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
  }
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

const requestsOf = (state: State) =>
  openRequests({
    ...state,
    newId: () => state.random.bytes(12).toString('hex'),
    takeIn: (remoteId) => state.projection.takeIn(remoteId, 'observed'),
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
  if (message.kind === 'read' || message.kind === 'done') requests.heard(message)
  else if (message.kind === 'resume') rounds?.resume(message.nodeId)
  else if (message.kind === 'placed') {
    leases?.soon()
    holder?.changed(message.remoteId)
    if (serves) void projection.takeIn(message.remoteId, 'placed')
  } else if (serves) void projection.takeIn(message.remoteId, message.kind)
}
