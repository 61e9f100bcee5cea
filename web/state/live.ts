import { type Query, type QueryClient, useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, watch } from 'vue'
import type { LiveEvent, LiveKind } from '../../src/api/contract.ts'
import { openLive } from '../api/live.ts'
import { whoIsSignedIn } from '../api/sign-in.ts'
import { now } from './clock.ts'
import { connection, noteAnswer } from './connection.ts'
import { type Following, isNamed, kindOf, takeIn } from './following.ts'

const SECOND = 1000
/** How often what is followed is asked for all the same, while the stream flows and while it does not. */
const NET_MS = 300 * SECOND
const POLL_MS = 15 * SECOND
/** Events come in bursts: they are taken in together. */
const BURST_MS = 250
/** Pages change many queries at once. */
const SETTLE_MS = 300
/** The server beats every 15 s. */
const SILENCE_MS = 40 * SECOND
/** A page that nobody sees leaves its connection to others, of which a browser has six. */
const HIDDEN_MS = 30 * SECOND
const REOPEN_MS = 3 * SECOND
/** How often a server that is silent is asked whether it is back. */
const PROBE_MS = 5 * SECOND
/** What is asked again whenever something changes is asked no more often than this. */
const AGAIN_MS = 5 * SECOND
/** These are small, and every list says how much of the fleet it is made of. */
const ALWAYS: readonly LiveKind[] = ['overview', 'remote']

interface Live {
  readonly client: QueryClient
  close: () => void
  kinds: string
  lastId: string
  /** Since when nothing is missed, in milliseconds since the epoch; null while the stream is broken. */
  since: number | null
  heardAt: number
  hiddenAt: number | null
  reopenAt: number | null
  broken: number
  probedAt: number
  pending: LiveEvent[]
  /** Events for queries whose answer is on its way, and may be older: by their hash. */
  readonly held: Map<string, LiveEvent[]>
  readonly timers: Map<string, ReturnType<typeof setTimeout>>
}

const followingOf = (query: Query): Following | undefined => query.meta?.live

const followed = ({ client }: Live): Query[] =>
  client
    .getQueryCache()
    .getAll()
    .filter((query) => query.isActive() && followingOf(query))

/** Calls a task once for all calls within a while. */
function soon({ timers }: Live, name: string, wait: number, task: () => void): void {
  if (timers.has(name)) return
  const run = (): void => {
    timers.delete(name)
    task()
  }
  timers.set(name, setTimeout(run, wait))
}

const refetch = ({ client }: Live, { queryKey }: Query): void =>
  void client.refetchQueries({ queryKey, exact: true, type: 'active' })

function refetchAll(live: Live): void {
  live.pending = []
  live.held.clear()
  for (const query of followed(live)) refetch(live, query)
}

function wantedKinds(live: Live): string {
  const kinds = followed(live).flatMap((query) => {
    const following = followingOf(query)
    return following ? [kindOf(following)] : []
  })
  return [...new Set([...ALWAYS, ...kinds])].sort().join(',')
}

function open(live: Live): void {
  live.close()
  live.reopenAt = null
  live.heardAt = Date.now()
  live.kinds = wantedKinds(live)
  live.close = openLive(live.kinds.split(',') as LiveKind[], live.lastId, {
    heard: (event, id) => heard(live, event, id),
    lost: (isOver) => lost(live, isOver),
  })
}

function heard(live: Live, event: LiveEvent, id: string): void {
  const isFirst = live.lastId === ''
  live.lastId = id
  live.heardAt = Date.now()
  live.broken = 0
  noteAnswer({ ok: true, serverTime: null })
  if (event.kind === 'hello' || event.kind === 'reset') {
    live.since ??= Date.now()
    if (event.kind === 'hello' && event.resumed) return
    live.since = Date.now()
    // What was asked for at the same time as the first stream is asked for once more when it is due.
    if (!isFirst) refetchAll(live)
  } else if (event.kind !== 'beat') {
    live.pending.push(event)
    soon(live, 'flush', BURST_MS, () => flush(live))
  }
}

function lost(live: Live, isOver: boolean): void {
  live.since = null
  if (isOver) live.reopenAt = Date.now() + REOPEN_MS * 2 ** Math.min(live.broken++, 4)
  probe(live)
}

/** Whether it is the stream alone or the server that is silent; and whether somebody is still signed in. */
function probe(live: Live): void {
  live.probedAt = Date.now()
  const asking = { queryKey: ['whether anybody answers'], queryFn: whoIsSignedIn, retry: false, gcTime: 0 }
  void live.client.query(asking).catch(() => undefined)
}

function flush(live: Live): void {
  const events = live.pending.splice(0)
  for (const query of followed(live)) {
    const following = followingOf(query)
    if (!following) continue
    if ('refetch' in following) refetchFor(live, query, following, events)
    else if (query.state.fetchStatus === 'fetching') hold(live, query, events)
    else takeIn(live.client, query, following, events)
  }
}

function refetchFor(
  live: Live,
  query: Query,
  following: Extract<Following, { refetch: LiveKind }>,
  events: readonly LiveEvent[],
): void {
  if (!events.some((event) => isNamed(following, event))) return
  const wait = Math.max(0, query.state.dataUpdatedAt + AGAIN_MS - Date.now())
  soon(live, query.queryHash, wait, () => {
    if (connection.alive.value) refetch(live, query)
  })
}

function hold({ held }: Live, { queryHash }: Query, events: readonly LiveEvent[]): void {
  held.set(queryHash, [...(held.get(queryHash) ?? []), ...events])
}

/** Events that came while an answer was on its way are newer than it, or as new. */
function release({ client, held }: Live, query: Query): void {
  const events = held.get(query.queryHash)
  const following = followingOf(query)
  if (!events || !following || query.state.fetchStatus === 'fetching') return
  held.delete(query.queryHash)
  takeIn(client, query, following, events)
}

/** What the stream does not bring is asked for, and the stream itself where it does not come back. */
function tick(live: Live): void {
  const time = Date.now()
  if (document.hidden) live.hiddenAt ??= time
  else {
    if (live.hiddenAt !== null && live.reopenAt === Infinity) live.reopenAt = time
    live.hiddenAt = null
  }
  if (live.hiddenAt !== null && time - live.hiddenAt >= HIDDEN_MS) {
    live.close()
    live.since = null
    live.reopenAt = Infinity
  }
  if (live.reopenAt === null && time - live.heardAt >= SILENCE_MS) live.reopenAt = time
  if (live.reopenAt !== null && time >= live.reopenAt) open(live)
  if (document.hidden) return
  if (!connection.alive.value) {
    if (time - live.probedAt >= PROBE_MS) probe(live)
    return
  }
  for (const query of followed(live)) if (isDue(live, query, time)) refetch(live, query)
}

function isDue({ since }: Live, { state }: Query, time: number): boolean {
  if (state.fetchStatus !== 'idle') return false
  const every = since !== null && state.dataUpdatedAt >= since ? NET_MS : POLL_MS
  return time - Math.max(state.dataUpdatedAt, state.errorUpdatedAt) >= every
}

/** Keeps what pages show as it is on the server, by one stream for all of them. */
export function useLive(): void {
  const live: Live = {
    client: useQueryClient(),
    close: () => undefined,
    kinds: '',
    lastId: '',
    since: null,
    heardAt: Date.now(),
    hiddenAt: null,
    reopenAt: null,
    broken: 0,
    probedAt: 0,
    pending: [],
    held: new Map(),
    timers: new Map(),
  }
  const choose = (): void => {
    if (live.reopenAt === null && wantedKinds(live) !== live.kinds) open(live)
  }
  const forgetCache = live.client.getQueryCache().subscribe(({ type, query }) => {
    if (type === 'updated') release(live, query)
    if (type === 'observerAdded' || type === 'observerRemoved') soon(live, 'choose', SETTLE_MS, choose)
  })
  soon(live, 'choose', SETTLE_MS, choose)
  watch(now, () => tick(live))
  onScopeDispose(() => {
    forgetCache()
    live.close()
    for (const timer of live.timers.values()) clearTimeout(timer)
  })
}
