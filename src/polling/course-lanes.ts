import type { Semaphore } from '../lib/semaphore.ts'
import { FailureError } from '../model/failure.ts'
import type { PveApi } from '../transport/ports.ts'
import type { Watched } from './seat.ts'

/** Asks a node once it is its turn. */
export type Lanes = <T>(watched: Watched, ask: (pve: PveApi) => Promise<T>) => Promise<T>

/** As many courses as fit into one reply of 32 MiB, at 1 MiB for a day of PVE 9. */
const MOST_TOGETHER = 16

interface Batch {
  readonly began: Promise<PveApi>
  readonly asked: Promise<unknown>[]
}

interface Lane {
  /** What is to be asked next, as long as there is room in it. */
  gathering: Batch | null
  /** When all is over that was begun. */
  over: Promise<void>
}

/** Gives each node a lane of its own, so that one that hangs takes one turn at most. What is asked meanwhile goes together. */
export function openLanes(turns: Semaphore): Lanes {
  const lanes = new WeakMap<Watched, Lane>()
  const laneOf = (watched: Watched): Lane => {
    const lane = lanes.get(watched) ?? { gathering: null, over: Promise.resolve() }
    lanes.set(watched, lane)
    return lane
  }
  return async (watched, ask) => {
    const lane = laneOf(watched)
    if (!lane.gathering || lane.gathering.asked.length >= MOST_TOGETHER) lane.gathering = next(lane, watched, turns)
    const { began, asked } = lane.gathering
    const answer = began.then(ask)
    asked.push(answer)
    return answer
  }
}

function next(lane: Lane, watched: Watched, turns: Semaphore): Batch {
  const { promise: began, resolve } = Promise.withResolvers<PveApi>()
  const batch: Batch = { began, asked: [] }
  const turn = async (): Promise<void> => {
    if (lane.gathering === batch) lane.gathering = null
    resolve(Promise.try(() => pveOf(watched)))
    await Promise.allSettled(batch.asked)
  }
  lane.over = lane.over.then(() => turns(turn))
  return batch
}

function pveOf({ name, transport }: Watched): PveApi {
  const { pve } = transport.portsOf(name, 'course')({ via: null, durationMs: 0 })
  if (!pve) throw new FailureError('forbidden', 'there is no way to ask PVE')
  return pve
}
