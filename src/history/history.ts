import { lastingPart, NOTHING_TOLD, toldOf } from '../fleet/changes/told.ts'
import type { Told } from '../fleet/changes/told.ts'
import { findingKey } from '../fleet/changes/told-findings.ts'
import { notice } from '../fleet/changes/notice.ts'
import { fleetSamples, samplesOf } from '../fleet/figures.ts'
import type { FindingItem } from '../fleet/findings.ts'
import type { Fleet } from '../fleet/fleet.ts'
import type { RemoteView } from '../fleet/remote-view.ts'
import type { Clock } from '../lib/clock.ts'
import { repeat } from '../lib/repeat.ts'
import { inTurns, turn } from '../lib/turn.ts'
import type { EventQuery, KeptFleetEvent } from '../model/fleet-event.ts'
import { bucketOf, SPAN_MS } from '../model/sample.ts'
import type { CoursePoint, Sample, Timeframe } from '../model/sample.ts'
import type { Store } from '../store/port.ts'
import { courseOf } from './course.ts'
import { openSluice } from './sluice.ts'
import type { Sluice } from './sluice.ts'
import { openUpkeep } from './upkeep.ts'
import type { Limits } from './upkeep.ts'

export interface HistoryDeps {
  readonly fleet: Pick<Fleet, 'catchUp' | 'remoteIds' | 'remote' | 'forgetGone'>
  readonly store: Pick<Store, 'history' | 'forgetGuest'>
  readonly clock: Clock
  /** How often the fleet is looked through for what changed; samples are taken once a minute at most. */
  readonly beatMs: number
  readonly limits: Limits
  /** Whether this process is the one that writes it down now; missing where there is no other. */
  isOurs?(this: void): boolean
  /** Told when something could not be kept; it is tried again. */
  failed(this: void, error: unknown): void
}

export interface History {
  /** What of these events is to be kept. */
  readonly screened: Sluice
  /** The newest first. */
  events(query: EventQuery): Promise<readonly KeptFleetEvent[]>
  /** What a metric of a subject was, the oldest first. */
  course(subject: string, metric: number, timeframe: Timeframe): Promise<readonly CoursePoint[]>
  /** When a finding was first seen, in milliseconds since the epoch; null where it was not told yet. */
  since(finding: FindingItem): number | null
  /** Ends what is under way; nothing is written after it. */
  stop(): Promise<void>
}

interface State extends HistoryDeps {
  told: Map<number, Told>
  /** Whether what was told is what this process wrote. */
  isOwn: boolean
  readonly screened: Sluice
  readonly upkeep: (now: number) => Promise<void>
  /** The minute that was sampled last, and the upkeep that was done last. */
  sampled: number | null
  keptUp: number | null
  isStopped: boolean
}

const UPKEEP_MS = 10 * SPAN_MS.minute

/** Writes down what becomes of the fleet: what changed, and once a minute how it does. Begins after a beat. */
export async function openHistory(deps: HistoryDeps): Promise<History> {
  const { store, clock, beatMs, limits } = deps
  const state: State = {
    ...deps,
    told: await toldIn(store),
    isOwn: deps.isOurs === undefined,
    screened: openSluice(),
    upkeep: openUpkeep(store.history, limits),
    sampled: null,
    keptUp: null,
    isStopped: false,
  }
  const stop = repeat(clock, beatMs, () => beatOrFollow(state))
  return {
    screened: state.screened,
    events: (query) => store.history.events(query),
    course: (subject, metric, timeframe) => courseOf(store.history, subject, metric, timeframe, clock.now()),
    since: (finding) => state.told.get(finding.subject.remote_id)?.findings[findingKey(finding)]?.since ?? null,
    stop() {
      state.isStopped = true
      return stop()
    },
  }
}

async function toldIn({ history }: Pick<Store, 'history'>): Promise<Map<number, Told>> {
  return new Map([...(await history.told())].map(([remoteId, one]) => [remoteId, toldOf(one)]))
}

/** Never rejects. Whoever takes over goes on from what the one before has told. */
async function beatOrFollow(state: State): Promise<void> {
  const { isOurs = () => true, clock, store, fleet, failed } = state
  try {
    const minute = bucketOf('minute', clock.now())
    if (isOurs()) {
      if (!state.isOwn) state.told = await toldIn(store)
      state.isOwn = true
      await beat(state)
    } else if (state.isOwn || minute !== state.sampled) {
      state.isOwn = false
      state.sampled = minute
      state.told = await toldIn(store)
      await eachGone(fleet, async () => undefined)
    }
  } catch (error) {
    failed(error)
  }
}

/** Never rejects. */
async function beat(state: State): Promise<void> {
  const { fleet, store, clock, told, failed } = state
  const attempt = (task: () => Promise<void>): Promise<void> => task().catch(failed)
  const now = clock.now()
  const minute = bucketOf('minute', now)
  await fleet.catchUp(inTurns, () => state.isStopped)
  if (state.isStopped) return
  const views: RemoteView[] = []
  const ids = fleet.remoteIds()
  for (const id of new Set(told.keys()).difference(new Set(ids))) told.delete(id)
  for (const id of ids) {
    const view = fleet.remote(id)
    if (!view) continue
    views.push(view)
    await attempt(() => tell(state, view, now))
    await turn()
  }
  if (minute === state.sampled) return
  state.sampled = minute
  await attempt(() => sample(state, views, minute))
  const round = Math.floor(now / UPKEEP_MS)
  if (round === state.keptUp) return
  state.keptUp = round
  await eachGone(fleet, (remoteId, vmid) => attempt(() => store.forgetGuest(remoteId, vmid)))
  await attempt(() => state.upkeep(now))
}

/** Forgets guests that have been gone for long; each is told. */
async function eachGone(
  fleet: HistoryDeps['fleet'],
  told: (remoteId: number, vmid: number) => Promise<void>,
): Promise<void> {
  for (const remoteId of fleet.remoteIds()) {
    for (const vmid of fleet.forgetGone(remoteId)) await told(remoteId, vmid)
    await turn()
  }
}

/** What could not be written down is told the next time. */
async function tell({ store, told, screened }: State, view: RemoteView, now: number): Promise<void> {
  const { id } = view.remote
  const before = told.get(id) ?? NOTHING_TOLD
  const { told: after, events } = notice(view, before, now)
  if (events.length > 0 || lastingPart(after) !== lastingPart(before))
    await store.history.tell(id, after, screened(events, now))
  told.set(id, after)
}

async function sample({ store }: State, views: readonly RemoteView[], at: number): Promise<void> {
  const samples: Sample[] = []
  for (const view of views) {
    samples.push(...samplesOf(view))
    await turn()
  }
  await store.history.addSamples('minute', at, [...samples, ...fleetSamples(views)])
}
