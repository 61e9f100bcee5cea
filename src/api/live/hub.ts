import type { RemoteView } from '../../fleet/remote-view.ts'
import { overviewOf, overviewShape, prepareOverview } from '../../fleet/overview.ts'
import type { Clock } from '../../lib/clock.ts'
import { inTurns, turn } from '../../lib/turn.ts'
import { textOf } from '../item-text.ts'
import type { ApiPorts } from '../ports.ts'
import type { Role } from '../../model/role.ts'
import { viewsOf } from '../views.ts'
import { changesOf } from './changes.ts'
import type { Changes } from './changes.ts'
import type { LiveKind } from './live-event.ts'
import { resourcesWith } from './resources.ts'
import type { Resource } from './resources.ts'
import { openRing } from './ring.ts'
import type { Ring } from './ring.ts'

/** Whoever is to be told of events. */
export interface Follower {
  /** There are new ones in the ring. */
  news(this: void): void
  /** There will be no more. */
  end(this: void): void
}

/** What notices changes of the fleet, once for all who follow it. */
export interface Hub {
  /** Names the numbers of this run of the server: another run begins at 1 again. */
  readonly epoch: string
  readonly ring: Pick<Ring, 'newest' | 'at' | 'follows'>
  /** From when it resolves on nothing is missed. The function it gives leaves. */
  join(follower: Follower): Promise<() => void>
  /** Ends all who follow. */
  stop(this: void): void
}

export interface HubDeps {
  readonly fleet: Pick<ApiPorts['fleet'], 'remotes' | 'catchUp' | 'remoteIds' | 'remote'>
  readonly history: Pick<ApiPorts['history'], 'since'>
  readonly clock: Clock
  /** Told when changes could not be worked out; they are at the next beat. */
  failed(this: void, error: unknown): void
  /** Bytes of events that are kept for those who come back or are slow. */
  readonly room?: number
}

const BEAT_MS = 1000
/** So long somebody may be away, as the only one, and miss nothing. */
const LINGER_MS = 60_000
const ROOM = 32 * 2 ** 20

interface State extends HubDeps {
  readonly epoch: string
  readonly ring: Ring
  readonly resources: readonly Resource[]
  readonly followers: Set<Follower>
  /** What was told of each remote; null as long as nobody listens. */
  told: Map<number, RemoteView> | null
  overview: string
  waking: Promise<void> | null
  beating: boolean
  /** What comes next: a beat while somebody follows, else forgetting what was told. */
  callOff: () => void
  stopped: boolean
}

const overviewText = textOf(overviewShape)

export function openHub(deps: HubDeps): Hub {
  const state: State = {
    ...deps,
    epoch: deps.clock.now().toString(36),
    ring: openRing(deps.room ?? ROOM),
    resources: resourcesWith(deps.history),
    followers: new Set(),
    told: null,
    overview: '',
    waking: null,
    beating: false,
    callOff: () => undefined,
    stopped: false,
  }
  return {
    epoch: state.epoch,
    ring: state.ring,
    async join(follower) {
      const leave = (): void => {
        if (state.followers.delete(follower) && state.followers.size === 0) restUntilNext(state)
      }
      state.followers.add(follower)
      if (state.followers.size === 1) restUntilNext(state)
      await wake(state).catch((error: unknown) => {
        leave()
        throw error
      })
      return leave
    },
    stop() {
      state.stopped = true
      state.callOff()
      for (const follower of state.followers) follower.end()
    },
  }
}

/** Calls off what was to come next, and plans it anew; a beat that is under way does so when it is over. */
function restUntilNext(state: State): void {
  state.callOff()
  if (state.stopped || state.beating) return
  const isFollowed = state.followers.size > 0
  state.callOff = state.clock.after(isFollowed ? BEAT_MS : LINGER_MS, () => {
    if (isFollowed) void beat(state)
    else forget(state)
  })
}

/** Takes the fleet as it is for told. */
function wake(state: State): Promise<void> {
  if (state.told) return Promise.resolve()
  return (state.waking ??= look(state).finally(() => (state.waking = null)))
}

async function look(state: State): Promise<void> {
  const views = await viewsOf(state.fleet)
  await inTurns(prepareOverview(views))
  state.overview = overviewText(overviewOf(views))
  state.told = new Map(views.map((view) => [view.remote.id, view]))
}

/** What happens from now on is not noticed, so what is in the ring leads nowhere. */
function forget(state: State): void {
  state.told = null
  state.ring.skip()
}

async function beat(state: State): Promise<void> {
  state.beating = true
  try {
    if (state.told) await compare(state, state.told)
  } catch (error) {
    state.failed(error)
  }
  state.beating = false
  restUntilNext(state)
}

async function compare(state: State, told: Map<number, RemoteView>): Promise<void> {
  await viewsOf(state.fleet)
  for (const id of new Set([...told.keys(), ...state.fleet.remoteIds()])) {
    const [before, after] = [told.get(id) ?? null, state.fleet.remote(id)]
    if (before === after) continue
    await tellRemote(state, id, before, after)
    if (after) told.set(id, after)
    else told.delete(id)
    await turn()
  }
  const overview = overviewText(overviewOf(state.fleet.remotes()))
  if (overview !== state.overview) publish(state, 'overview', null, `"overview":${overview}`)
  state.overview = overview
}

async function tellRemote(
  state: State,
  id: number,
  before: RemoteView | null,
  after: RemoteView | null,
): Promise<void> {
  const remote = `"remote_id":${String(id)}`
  if (before?.remote !== after?.remote) {
    const change = before === null ? 'added' : after === null ? 'removed' : 'changed'
    publish(state, 'remote', null, `${remote},"change":"${change}"`)
  }
  for (const resource of state.resources) {
    for (const changes of changesOf(resource, before, after)) {
      if (changes === null) {
        await turn()
        continue
      }
      publish(state, resource.kind, resource.role, `${remote},${textOfChanges(changes)}`)
    }
  }
}

function textOfChanges({ items, changed, removed }: Changes): string {
  const groups = changed.map(({ fields, rows }) => `{"fields":${JSON.stringify(fields)},"rows":[${rows.join(',')}]}`)
  return `"items":[${items.join(',')}],"changed":[${groups.join(',')}],"removed":${JSON.stringify(removed)}`
}

/** `rest`: the members of the data, as JSON, that events of all kinds do not have. */
function publish(state: State, kind: LiveKind, role: Role | null, rest: string): void {
  const { ring, epoch, clock, followers } = state
  const block = blockOf(epoch, ring.newest + 1, clock, kind, rest)
  ring.push({ kind, role, block: Buffer.from(block) })
  for (const follower of followers) follower.news()
}

/** An event as it goes over the line (HTML, 9.2 Server-sent events). JSON has no line breaks of its own. */
export function blockOf(epoch: string, seq: number, clock: Clock, kind: string, rest: string): string {
  const moment = `"seq":${String(seq)},"at":"${new Date(clock.now()).toISOString()}"`
  const data = `{${moment},"kind":"${kind}"${rest === '' ? '' : `,${rest}`}}`
  return `id: ${epoch}-${String(seq)}\nevent: ${kind}\ndata: ${data}\n\n`
}
