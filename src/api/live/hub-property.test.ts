import assert from 'node:assert/strict'
import fc from 'fast-check'
import { it } from 'node:test'
import type { makeFleet } from '../../../bench/made-fleet.ts'
import { hubOver, isOf, listsOf } from '../../../test/tools/hub.ts'
import { knownNode } from '../../../test/tools/known-node.ts'
import { prod } from '../../../test/tools/sample-cluster.ts'
import { KEYS, patched, patchOf } from '../../../web/state/patches.ts'
import type { ListEvent, ListKind } from '../../../web/state/patches.ts'
import { overviewOf } from '../../fleet/overview.ts'
import type { FakeClock } from '../../lib/clock.ts'
import type { LiveEvent } from './live-event.ts'

/** Something that happens to a fleet. */
type Happening = (made: ReturnType<typeof makeFleet>, clock: FakeClock, round: number) => void

const cluster = fc.integer({ min: 1, max: 3 })
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ id: cluster, ms: fc.constantFrom(0, 15_000, 120_000) }).map(({ id, ms }): Happening => {
    return ({ live }, clock, round) => {
      clock.advance(ms)
      live(id, round)
    }
  }),
  fc.integer({ min: 1, max: 6 }).map((id): Happening => ({ inventory }, _clock, round) => {
    inventory(id, round)
  }),
  cluster.map((id): Happening => ({ fleet }) => {
    fleet.remove(id)
  }),
  fc.record({ id: cluster, nodes: fc.subarray([0, 1]) }).map(({ id, nodes }): Happening => ({ fleet }) => {
    const known = nodes.map((index) =>
      knownNode({ id: (id - 1) * 2 + index + 1, remoteId: id, name: `pve-${String(id)}-${String(index + 1)}` }),
    )
    fleet.place(prod({ id, name: `cluster-${String(id)}`, cluster: `cluster-${String(id)}` }), known)
  }),
  fc.constantFrom(600_000, 7_200_000).map((ms): Happening => (_made, clock) => {
    clock.advance(ms)
  }),
)

/** What a page of the web makes of a list that it loaded once, and of all events after that. */
function applied(lists: Map<ListKind, Map<string, unknown>>, events: readonly LiveEvent[]): void {
  const ofLists = events.filter((event): event is ListEvent => 'items' in event)
  for (const [kind, items] of lists) {
    const keyOf = KEYS[kind] as (item: unknown) => string
    const now = patched([...items.values()], patchOf(kind, ofLists), keyOf)
    lists.set(kind, new Map(now.map((item) => [keyOf(item), item])))
  }
}

it('whatever happens to the fleet, a list that was loaded once is, with all events applied, what a fresh one is', async () => {
  const rounds = fc.array(fc.array(happening, { maxLength: 4 }), { minLength: 1, maxLength: 6 })
  const property = fc.asyncProperty(rounds, async (all) => {
    const { beat, clock, made, hub } = await hubOver({ clusters: 3, nodesEach: 2, guestsEach: 2 })
    const lists = listsOf(made.fleet)
    let overview: unknown = null
    for (const [index, happenings] of all.entries()) {
      for (const happen of happenings) happen(made, clock, index + 1)
      // Time that passed let beats pass too.
      const events = [...(await beat()), ...(await beat())]
      applied(lists, events)
      overview = events.findLast(isOf('overview'))?.overview ?? overview
      assert.deepEqual(lists, listsOf(made.fleet))
      if (overview) assert.deepEqual(overview, overviewOf(made.fleet.remotes()))
    }
    hub.stop()
  })
  await fc.assert(property, { numRuns: 60 })
})
