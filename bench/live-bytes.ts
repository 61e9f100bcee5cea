import { openHub } from '../src/api/live/hub.ts'
import { systemClock } from '../src/lib/clock.ts'
import type { MadeFleet, Size } from './made-fleet.ts'

/** Bytes that live events tell of one live round of the whole fleet, to whoever follows all of it. */
export async function liveBytes({ fleet, live }: MadeFleet, { clusters }: Size): Promise<number> {
  let beat = (): void => undefined
  const clock = {
    now: () => systemClock.now(),
    after(_milliseconds: number, task: () => void) {
      beat = task
      return () => undefined
    },
  }
  const failed = (error: unknown): never => {
    throw error
  }
  const hub = openHub({ fleet, history: { since: () => null }, clock, failed, room: Infinity })
  let isTold = Promise.withResolvers<undefined>()
  const news = (): void => {
    if (hub.ring.at(hub.ring.newest)?.kind === 'overview') isTold.resolve(undefined)
  }
  await hub.join({ news, end: () => undefined })
  // The first one also tells what an inventory has otherwise.
  let before = 0
  for (const round of [1, 2]) {
    isTold = Promise.withResolvers()
    before = hub.ring.newest
    for (let cluster = 1; cluster <= clusters; cluster++) live(cluster, round)
    beat()
    await isTold.promise
  }
  const sent = Array.from({ length: hub.ring.newest - before }, (_, index) => hub.ring.at(before + 1 + index))
  hub.stop()
  return sent.reduce((sum, event) => sum + (event?.role === 'admin' ? 0 : (event?.block.length ?? 0)), 0)
}
