import { isDeepStrictEqual } from 'node:util'
import type { Fleet } from '../fleet/fleet.ts'
import { turn } from '../lib/turn.ts'
import type { KnownNode, Remote } from '../model/remote.ts'
import type { KeptObservations, Store } from '../store/port.ts'
import type { Exchange, ObservedSince } from '../store/sharing-port.ts'

export interface ProjectionDeps {
  readonly store: Pick<Store, 'remote' | 'remotes' | 'nodes'>
  readonly exchange: Pick<Exchange, 'observedSince' | 'liveOf'>
  readonly fleet: Pick<Fleet, 'place' | 'placed' | 'remove' | 'remoteIds' | 'restore' | 'restoreGuest' | 'apply'>
  /** Told why something could not be taken in; it is tried again with the next news of the remote, or the next round. */
  failed(this: void, error: unknown): void
}

/** What has changed of a remote. */
export type News = 'placed' | 'observed' | 'live'

/** A remote with its nodes, and all that was kept of them. */
export interface Whole {
  readonly remote: Remote
  readonly nodes: readonly KnownNode[]
  readonly kept: KeptObservations
}

/** The fleet as other processes keep it. */
export interface Projection {
  /** Takes in what others kept of a remote. Never rejects. */
  takeIn(this: void, remoteId: number, news: News): Promise<void>
  /** All of it: what is there, what is gone, and what was missed. Never rejects. */
  takeInAll(this: void): Promise<void>
  /** A remote as it is now. Null where there is none; rejects where that is not known. */
  whole(this: void, remoteId: number): Promise<Whole | null>
}

interface State extends ProjectionDeps {
  /** How far each remote was taken in. */
  readonly marks: Map<number, string>
  /** What is to be taken in next of a remote, after what is being taken in. */
  readonly waiting: Map<number, Set<News>>
  readonly turns: Map<number, Promise<void>>
}

export function openProjection(deps: ProjectionDeps): Projection {
  const state: State = { ...deps, marks: new Map(), waiting: new Map(), turns: new Map() }
  return {
    takeIn: (remoteId, news) => takeIn(state, remoteId, news),
    async takeInAll() {
      try {
        await takeInAll(state)
      } catch (error) {
        deps.failed(error)
      }
    },
    whole: (remoteId) => inTurn(state, remoteId, () => whole(state, remoteId)),
  }
}

async function takeInAll(state: State): Promise<void> {
  const { store, fleet } = state
  const remotes = new Map((await store.remotes()).map((remote) => [remote.id, remote]))
  const nodes = Map.groupBy(await store.nodes(), ({ remoteId }) => remoteId)
  const isPlaced = (id: number): boolean => {
    const placed = fleet.placed(id)
    return isDeepStrictEqual([placed?.remote, placed?.nodes], [remotes.get(id), nodes.get(id) ?? []])
  }
  for (const id of new Set([...fleet.remoteIds(), ...remotes.keys()])) {
    await takeIn(state, id, isPlaced(id) ? 'observed' : 'placed')
    await turn()
  }
}

/** One remote at a time is changed by one task at a time. */
function inTurn<T>({ turns }: State, remoteId: number, task: () => Promise<T>): Promise<T> {
  const result = (turns.get(remoteId) ?? Promise.resolve()).then(task)
  const settled = result.then(
    () => undefined,
    () => undefined,
  )
  turns.set(remoteId, settled)
  void settled.then(() => {
    if (turns.get(remoteId) === settled) turns.delete(remoteId)
  })
  return result
}

/** News that wait for the same turn are taken in together. */
async function takeIn(state: State, remoteId: number, news: News): Promise<void> {
  const { waiting, failed } = state
  const own = waiting.get(remoteId) ?? new Set()
  waiting.set(remoteId, own.add(news))
  try {
    await inTurn(state, remoteId, async () => {
      const all = waiting.get(remoteId)
      waiting.delete(remoteId)
      if (all) await apply(state, remoteId, all)
    })
  } catch (error) {
    failed(error)
  }
}

async function apply(state: State, remoteId: number, news: ReadonlySet<News>): Promise<void> {
  const { fleet, exchange } = state
  if ((news.has('placed') || !fleet.placed(remoteId)) && !(await place(state, remoteId))) return
  if (news.has('placed') || news.has('observed'))
    restore(state, remoteId, await exchange.observedSince(remoteId, state.marks.get(remoteId) ?? null))
  if (!news.has('live')) return
  for (const { nodeId, observations } of await exchange.liveOf(remoteId)) fleet.apply(nodeId, observations)
}

async function whole(state: State, remoteId: number): Promise<Whole | null> {
  const known = await place(state, remoteId)
  if (!known) return null
  const kept = await state.exchange.observedSince(remoteId, null)
  restore(state, remoteId, kept)
  return { ...known, kept }
}

async function place({ store, fleet, marks }: State, remoteId: number): Promise<Omit<Whole, 'kept'> | null> {
  const remote = await store.remote(remoteId)
  if (!remote) {
    fleet.remove(remoteId)
    marks.delete(remoteId)
    return null
  }
  const nodes = (await store.nodes()).filter((node) => node.remoteId === remoteId)
  fleet.place(remote, nodes)
  return { remote, nodes }
}

function restore({ fleet, marks }: State, remoteId: number, { nodes, guests, mark }: ObservedSince): void {
  for (const { nodeId, kept } of nodes) fleet.restore(nodeId, kept)
  for (const { kept } of guests) fleet.restoreGuest(remoteId, kept)
  marks.set(remoteId, mark)
}
