import assert from 'node:assert/strict'
import { guests } from '../../src/collectors/node/guests.ts'
import { notice } from '../../src/fleet/changes/notice.ts'
import { NOTHING_TOLD, toldOf } from '../../src/fleet/changes/told.ts'
import type { Told } from '../../src/fleet/changes/told.ts'
import { openFleet } from '../../src/fleet/fleet.ts'
import { fakeClock } from '../../src/lib/clock.ts'
import type { Observation } from '../../src/model/observation.ts'
import { inShort } from './events.ts'
import { read } from './kept.ts'
import { node, prod } from './sample-cluster.ts'
import { AT, listed } from './sample-guest.ts'
import { sampleLooks } from './sample-node.ts'

type Row = Partial<ReturnType<typeof listed>>

/** A cluster of two nodes, with what has been told of it. */
export function watched() {
  const clock = fakeClock(AT)
  const fleet = openFleet(clock)
  fleet.place(prod(), [node(1), node(2)])
  let told: Told = NOTHING_TOLD
  const step = (seconds: number): void => {
    clock.advance(seconds * 1000)
  }
  const seen = (nodeId: number, ...looks: Observation[]): void => {
    fleet.apply(nodeId, looks)
  }
  return {
    clock,
    step,
    seen,
    told: () => told,
    /** A live round: which guests are on which node. */
    listed(...nodes: Row[][]) {
      step(15)
      for (const [index, rows] of nodes.entries())
        seen(index + 1, read(guests, { guests: rows.map((row) => listed(row)) }, clock.now()))
    },
    /** What is new, in short. */
    news(): string[] {
      const view = fleet.remote(1) ?? assert.fail()
      const { told: after, events } = notice(view, told, clock.now())
      told = after
      return events.map(inShort)
    },
    /** As after a restart, when all but what was told is as old as this. */
    restarted(lists: Row[][], at: number) {
      fleet.remove(1)
      fleet.place(prod(), [node(1), node(2)])
      for (const [index, rows] of lists.entries())
        seen(index + 1, read(guests, { guests: rows.map((row) => listed(row)) }, at))
      told = toldOf(JSON.parse(JSON.stringify(told)))
    },
  }
}

/** Both nodes read, and VM 100 running on pve1. */
export function settled() {
  const world = watched()
  for (const id of [1, 2]) world.seen(id, ...sampleLooks(AT))
  world.listed([{ vmid: 100 }], [])
  assert.deepEqual(world.news(), [])
  return world
}
