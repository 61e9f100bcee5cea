import type { Clock } from '../lib/clock.ts'
import { remoteOf } from '../store/sharing-port.ts'
import type { Standing, WorkQueue } from '../store/sharing-port.ts'
import { planOf } from './shares.ts'
import type { Wishes } from './shares.ts'

/** How long a process uses its leases from the moment it last asked for them: that is over before any `TERM_MS` is. */
export const HOLD_MS = 10_000
export const BEAT_MS = 3_000

export interface LeasesDeps extends Wishes {
  readonly queue: WorkQueue
  readonly clock: Clock
  readonly processId: string
  /** Of Panoramica. */
  readonly version: string
  /** Told when a lease is held from now on. */
  gained(this: void, name: string): void
  /** Told when it is not held any more: whatever is done by its right has ended when this returns. */
  lost(this: void, name: string): void
  /** Told what there is, with each beat. */
  stands(this: void, standing: Standing): void
  /** Told why leases could not be renewed, once, and null when they can be again. */
  noticed(this: void, error: Error | null): void
}

export interface Leases {
  /** Right now: not known by what was last heard alone, but by the clock. */
  holds(this: void, name: string): boolean
  /** How many remotes that are. */
  remotesHeld(this: void): number
  /** Whether the last renewal was granted and still counts. */
  renewed(this: void): boolean
  /** Takes its share without waiting for the next beat. */
  soon(this: void): void
  /** Gives everything back. */
  stop(this: void): Promise<void>
}

interface State extends LeasesDeps {
  readonly held: Set<string>
  /** Until when what is held may be used. */
  until: number
  callOffEnd: () => void
  failing: boolean
}

/**
 * Holds leases as long as their renewal is acknowledged. A process that cannot renew them, or that was stopped for a
 * while, lets go of them by its own clock before the database gives them to another one.
 */
export function openLeases(deps: LeasesDeps): Leases {
  const state: State = { ...deps, held: new Set(), until: -Infinity, callOffEnd: () => undefined, failing: false }
  const beats = repeat(deps.clock, () => beat(state))
  return {
    holds: (name) => state.held.has(name) && deps.clock.now() < state.until,
    remotesHeld: () => (deps.clock.now() < state.until ? [...state.held].filter(isOfRemote).length : 0),
    renewed: () => deps.clock.now() < state.until,
    soon: beats.soon,
    async stop() {
      await beats.stop()
      state.callOffEnd()
      letGo(state, [...state.held])
      await deps.queue.leave(deps.processId).catch((error: unknown) => {
        deps.noticed(asError(error))
      })
    },
  }
}

const isOfRemote = (lease: string): boolean => remoteOf(lease) !== null

function repeat(clock: Clock, task: () => Promise<void>) {
  let callOff = (): void => undefined
  let running: Promise<void> | null = null
  let stopped = false
  const run = (): void => {
    callOff()
    running ??= task().finally(() => {
      running = null
      if (!stopped) callOff = clock.after(BEAT_MS, run)
    })
  }
  run()
  return {
    soon: () => {
      if (!stopped) run()
    },
    stop: async (): Promise<void> => {
      stopped = true
      callOff()
      await running
    },
  }
}

/** Never rejects. */
async function beat(state: State): Promise<void> {
  try {
    await renew(state)
    if (state.failing) state.noticed(null)
    state.failing = false
  } catch (error) {
    if (!state.failing) state.noticed(asError(error))
    state.failing = true
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

async function renew(state: State): Promise<void> {
  const { queue, clock, processId: id, collects, site, version, held } = state
  // From before it was asked: the database counts from a moment that is no earlier.
  const until = clock.now() + HOLD_MS
  const standing = await queue.beat({ id, collects, site, version })
  if (clock.now() >= until) return
  const own = new Set(standing.held.map(({ name }) => name))
  letGo(
    state,
    [...held].filter((name) => !own.has(name)),
  )
  state.stands(standing)
  if (standing.superseded) return
  use(state, until)
  // What came too late, or was let go of by the clock.
  const strays = [...own].filter((name) => !held.has(name))
  const { release, ...wanted } = planOf(
    { ...standing, held: standing.held.filter(({ name }) => held.has(name)) },
    state,
  )
  letGo(state, release)
  const given = [...release, ...strays]
  if (given.length > 0) await queue.giveBack(given)
  if (wanted.remotes === 0 && !wanted.history) return
  const taken = await queue.take(wanted)
  if (clock.now() >= until) return
  for (const name of taken) {
    held.add(name)
    state.gained(name)
  }
}

function use(state: State, until: number): void {
  state.callOffEnd()
  state.until = until
  state.callOffEnd = state.clock.after(until - state.clock.now(), () => {
    letGo(state, [...state.held])
  })
}

function letGo({ held, lost }: State, names: readonly string[]): void {
  for (const name of names) {
    held.delete(name)
    lost(name)
  }
}
