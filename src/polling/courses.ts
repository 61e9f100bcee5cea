import type { Clock } from '../lib/clock.ts'
import { semaphore } from '../lib/semaphore.ts'
import { within } from '../lib/within.ts'
import type { CourseOutcome } from '../model/desk.ts'
import { Absent, FailureError, failureOf } from '../model/failure.ts'
import type { Failure } from '../model/failure.ts'
import { stepsUntil, TIMEFRAMES } from '../model/sample.ts'
import type { PveCourse, PveSubject, Timeframe } from '../model/sample.ts'
import { readCourse } from '../transport/course.ts'
import type { ReadCourse } from '../transport/course.ts'
import { openLanes } from './course-lanes.ts'
import type { Lanes } from './course-lanes.ts'
import { openShelf } from './course-shelf.ts'
import type { Shelf } from './course-shelf.ts'
import type { Rounds } from './rounds.ts'
import type { Watched } from './seat.ts'

export interface CoursesDeps {
  readonly rounds: Pick<Rounds, 'answering' | 'stopped' | 'read'>
  readonly clock: Clock
}

/** How long a request waits for a read. */
const WAIT_MS = 8_000
/** So many nodes, at most, are asked for the past at the same time. */
const AT_ONCE = 5
/** How long a node that could not be asked is left in peace; one that hangs holds up its looks, too. */
const REST_MS = 60_000
const REST_AFTER_TIMEOUT_MS = 300_000

interface State extends CoursesDeps {
  readonly shelf: Shelf
  /** Reads under way. */
  readonly reads: Map<string, Promise<CourseOutcome>>
  readonly rests: WeakMap<Watched, Rest>
  readonly lanes: Lanes
}

interface Rest {
  readonly failure: Failure
  readonly until: number
}

/** Reads what PVE keeps of the past, when somebody asks for it. Each course is read once at a time, and kept for as long as it is the newest. */
export function openCourses({ rounds, clock }: CoursesDeps) {
  const state: State = {
    rounds,
    clock,
    shelf: openShelf(clock),
    reads: new Map(),
    rests: new WeakMap(),
    lanes: openLanes(semaphore(AT_ONCE)),
  }
  return async (subject: PveSubject, timeframe: Timeframe): Promise<CourseOutcome> => {
    const failed = (failure: Failure): CourseOutcome => ({ course: blank(timeframe, clock.now()), failure })
    const key = keyOf(subject, timeframe)
    const known = state.shelf.get(key)
    if (known) return known
    const watched = watchedOf(state, subject)
    if ('failure' in watched) return failed(watched.failure)
    return within(clock, WAIT_MS, readOnce(state, key, watched, subject, timeframe), () => failed(LATE))
  }
}

const LATE: Failure = {
  kind: 'timeout',
  message: `the node has not answered within ${String(WAIT_MS / 1000)} s`,
  hint: 'Ask again in a moment: what it says will be kept.',
}

const keyOf = (subject: PveSubject, timeframe: Timeframe): string => JSON.stringify([subject, timeframe])

function blank(timeframe: Timeframe, now: number): PveCourse {
  const points = () => stepsUntil(now, timeframe).map((at) => ({ at, mean: null, most: null }))
  return { stepMs: TIMEFRAMES[timeframe].stepMs, knows: () => false, points }
}

/** The node to ask, or why it is not asked. */
function watchedOf({ rounds, rests, clock }: State, { remoteId, nodeId }: PveSubject): Watched | { failure: Failure } {
  const watched = rounds.answering(remoteId).find((one) => one.nodeId === nodeId)
  if (!watched) return { failure: rounds.stopped(nodeId) ?? SILENT }
  const rest = rests.get(watched)
  return rest && clock.now() < rest.until ? rest : watched
}

const SILENT: Failure = { kind: 'unreachable', message: 'the node does not answer, or was not asked yet', hint: null }

/** Joins a read under way. Never rejects. */
function readOnce(
  state: State,
  key: string,
  watched: Watched,
  subject: PveSubject,
  timeframe: Timeframe,
): Promise<CourseOutcome> {
  const { reads, shelf, clock } = state
  const before = reads.get(key)
  if (before) return before
  const shelved = async (): Promise<CourseOutcome> => {
    try {
      const course = await read(state, watched, subject, timeframe)
      return shelf.put(key, { course, failure: null }, course)
    } catch (error) {
      const failure = error instanceof Absent ? missing(error) : failureOf(error)
      const outcome = { course: blank(timeframe, clock.now()), failure }
      letRest(state, watched, failure)
      return error === CROWDED ? outcome : shelf.put(key, outcome, null)
    } finally {
      reads.delete(key)
    }
  }
  const reading = shelved()
  reads.set(key, reading)
  return reading
}

const missing = ({ message, hint }: Absent): Failure => ({ kind: 'command-failed', message, hint })

/** Nobody waits any more for what had to wait too long for its turn. */
const CROWDED = new FailureError('command-failed', 'too much was asked at once', 'Ask again in a moment.')

async function read(
  { lanes, rests, clock }: State,
  watched: Watched,
  subject: PveSubject,
  timeframe: Timeframe,
): Promise<ReadCourse> {
  const askedAt = clock.now()
  return lanes(watched, async (pve) => {
    const now = clock.now()
    const rest = rests.get(watched)
    if (rest && now < rest.until) throw restError(rest)
    if (now - askedAt >= WAIT_MS) throw CROWDED
    return readCourse(pve, watched.name, subject, timeframe)
  })
}

const restError = ({ failure: { kind, message, hint } }: Rest): FailureError => new FailureError(kind, message, hint)

/** What keeps one read from working would keep all of them. After a refusal a look finds out whether the node is to be stopped. */
function letRest({ rests, clock, rounds }: State, watched: Watched, failure: Failure): void {
  const { kind } = failure
  const isRefused = kind === 'auth' || kind === 'untrusted'
  if (!isRefused && kind !== 'timeout' && kind !== 'unreachable') return
  const now = clock.now()
  if (now < (rests.get(watched)?.until ?? now)) return
  rests.set(watched, { failure, until: now + (kind === 'timeout' ? REST_AFTER_TIMEOUT_MS : REST_MS) })
  if (isRefused) void rounds.read(watched.nodeId, 0)
}
