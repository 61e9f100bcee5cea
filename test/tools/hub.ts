import assert from 'node:assert/strict'
import { makeFleet } from '../../bench/made-fleet.ts'
import { openHub } from '../../src/api/live/hub.ts'
import { liveEventShape } from '../../src/api/live/live-event.ts'
import type { LiveEvent } from '../../src/api/live/live-event.ts'
import { resourcesWith } from '../../src/api/live/resources.ts'
import type { Fleet } from '../../src/fleet/fleet.ts'
import { fakeClock } from '../../src/lib/clock.ts'
import { turn } from '../../src/lib/turn.ts'
import type { Role } from '../../src/model/role.ts'
import type { ListKind } from '../../web/state/patches.ts'

/** A history that knows nothing. */
export const history = { since: () => null }
export const SMALL = { clusters: 2, nodesEach: 2, guestsEach: 3 }

const isForAdmins = ({ role }: { readonly role: Role | null }): boolean => role !== 'viewer'

/** A made fleet, a hub over it, and all that it tells admins. */
export async function hubOver(size = SMALL) {
  const clock = fakeClock()
  const made = makeFleet(size, clock)
  let planned = 0
  const counting = {
    now: () => clock.now(),
    after(milliseconds: number, task: () => void) {
      planned++
      return clock.after(milliseconds, task)
    },
  }
  const failures: unknown[] = []
  const hub = openHub({ fleet: made.fleet, history, clock: counting, failed: (error) => failures.push(error) })
  const events: LiveEvent[] = []
  let told = 0
  const follower = {
    news: (): void => {
      while (told < hub.ring.newest) {
        const sent = hub.ring.at(++told)
        if (sent && isForAdmins(sent)) events.push(eventIn(sent.block.toString()))
      }
    },
    end: () => undefined,
  }
  /** One beat, to its end: the next one is planned then. */
  const beat = async (): Promise<LiveEvent[]> => {
    const before = planned
    clock.advance(1000)
    while (planned === before) await turn()
    assert.deepEqual(failures, [])
    return events.splice(0)
  }
  const leave = await hub.join(follower)
  return { clock, made, hub, follower, beat, leave }
}

function eventIn(block: string): LiveEvent {
  const [, data = ''] = /^data: (.*)$/m.exec(block) ?? []
  return liveEventShape.parse(JSON.parse(data))
}

/** Whether an event is of this kind. */
export const isOf =
  <Kind extends LiveEvent['kind']>(kind: Kind) =>
  (event: LiveEvent): event is Extract<LiveEvent, { kind: Kind }> =>
    event.kind === kind

/** What the lists of the API hold for admins, by kind and key. */
export function listsOf(fleet: Fleet): Map<ListKind, Map<string, unknown>> {
  const views = fleet.remotes()
  return new Map(
    resourcesWith(history)
      .filter(isForAdmins)
      .map(({ kind, keyed, text }) => [
        kind as ListKind,
        new Map(views.flatMap((view) => [...keyed(view)].map(([key, item]) => [key, JSON.parse(text(item))] as const))),
      ]),
  )
}
