import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeFleet } from '../../bench/made-fleet.ts'
import type { MadeFleet } from '../../bench/made-fleet.ts'
import { failed, keptFrom, read } from '../../test/tools/kept.ts'
import { fleetOf, ofGuest } from '../../test/tools/made-views.ts'
import { configured, listed } from '../../test/tools/sample-guest.ts'
import { sampleLooks } from '../../test/tools/sample-node.ts'
import { addresses } from '../collectors/guest/addresses.ts'
import { guests } from '../collectors/node/guests.ts'
import { time } from '../collectors/node/time.ts'
import { version } from '../collectors/node/version.ts'
import { subscription } from '../collectors/node/subscription.ts'
import { fakeClock } from '../lib/clock.ts'
import type { FakeClock } from '../lib/clock.ts'
import type { Observation } from '../model/observation.ts'
import type { Fleet } from './fleet.ts'
import { nodeItems } from './node-item.ts'
import type { RemoteView } from './remote-view.ts'
import { freshUntil } from './sections.ts'

const MINUTE = 60_000

/** Works out the views of all remotes, with `between` after each step but the last; says how often that was. */
function catchUp({ fleet }: MadeFleet, between: (step: number) => void = () => undefined): number {
  let step = 0
  void fleet.catchUp((steps) => {
    while (steps.next().done !== true) between(++step)
    return Promise.resolve()
  })
  return step
}

const rowsOf = (fleet: Fleet): unknown => fleet.remotes().map(({ guests: rows, nodes }) => [rows, nodes.length])
const MAC = 'BC:24:11:00:00:01'

const list = (at: number, more: Parameters<typeof listed>[0] = {}): Observation =>
  read(guests, { guests: [listed(more)] }, at)

/** What an inventory reads of VM 100 and of its node. */
const inventory = (at: number): Observation[] => [
  ...sampleLooks(at).filter(({ collector }) => collector !== guests.name),
  list(at),
  ofGuest(configured({ net0: `virtio=${MAC},bridge=vmbr0` }, at), 100),
  ofGuest(read(addresses, { interfaces: [{ name: 'ens18', mac: MAC, addresses: ['192.0.2.7'] }] }, at), 100),
]

/** Two remotes, each a node with one guest. */
function twoRemotes(): { clock: FakeClock; fleet: Fleet } {
  const clock = fakeClock()
  const looks = inventory(clock.now())
  const fleet = fleetOf(
    [
      { cluster: null, nodes: { pve1: looks } },
      { cluster: null, nodes: { pve2: looks } },
    ],
    clock,
  )
  return { clock, fleet }
}

describe('the view of a remote', () => {
  it('is the same object as long as nothing of it changes, and so is the list of all', () => {
    const { clock, fleet } = twoRemotes()
    const before = fleet.remotes()
    clock.advance(MINUTE)
    assert.equal(fleet.remotes(), before)
    fleet.apply(1, [list(clock.now())])
    const after = fleet.remotes()
    assert.deepEqual([after[0] === before[0], after[1] === before[1]], [false, true])
  })

  it('changes when something of it grows too old, although nothing was seen', () => {
    const { clock, fleet } = twoRemotes()
    const shown = (): unknown[] => [fleet.node(1)?.stale, fleet.guests()[0]?.stale, fleet.guests()[0]?.status]
    clock.advance(30 * MINUTE)
    assert.deepEqual(shown(), [false, false, 'running'])
    clock.advance(1)
    assert.deepEqual(shown(), [true, true, 'unknown'])
  })

  it('takes in what is restored', () => {
    const { clock, fleet } = twoRemotes()
    assert.equal(fleet.node(1)?.proxmox_version, '8.4.21')
    const newer = { pveVersion: '9.2.0', kernelVersion: null, uptimeSeconds: 1, bootMode: null, secureBoot: null }
    for (const kept of keptFrom(read(version, newer, clock.now())).values()) fleet.restore(1, kept)
    assert.equal(fleet.node(1)?.proxmox_version, '9.2.0')
  })
})

describe('the views of all remotes', () => {
  const size = { clusters: 2, nodesEach: 6, guestsEach: 50 }

  it('are worked out in short steps, of five nodes or a hundred guests of one remote, and only what has changed', () => {
    const made = makeFleet(size, fakeClock())
    assert.equal(catchUp(made), 9)
    assert.equal(catchUp(made), 0)
    for (const id of [1, 2]) made.live(id, 1)
    assert.equal(catchUp(made), 3, 'what is only brought up to date takes less')
    made.live(2, 2)
    made.fleet.remotes()
    assert.equal(catchUp(made), 0)
  })

  it('are the same as if they had been worked out at once, whatever comes in between two steps', () => {
    const [made, other] = [makeFleet(size, fakeClock()), makeFleet(size, fakeClock())]
    const happenings: ((one: MadeFleet) => void)[] = [
      ({ live }) => live(1, 1),
      ({ fleet }) => fleet.remote(1),
      ({ live }) => live(1, 2),
      ({ inventory }) => inventory(7, 2),
      ({ fleet }) => fleet.remove(1),
    ]
    for (const happens of happenings) {
      made.live(1, 3)
      other.live(1, 3)
      catchUp(made, (step) => {
        if (step === 1) happens(made)
      })
      happens(other)
      assert.deepEqual(rowsOf(made.fleet), rowsOf(other.fleet))
    }
  })

  it('that somebody had in the meantime stay as they are', () => {
    const made = makeFleet(size, fakeClock())
    let view: RemoteView | null = null
    catchUp(made, (step) => {
      if (step === 1) view = made.fleet.remote(1)
    })
    assert.notEqual(view, null)
    assert.equal(made.fleet.remote(1), view)
  })

  it('have little left to do where something has changed all the time', () => {
    const made = makeFleet(size, fakeClock())
    const steps = catchUp(made, (step) => made.live(1 + (step % 2), step))
    assert.ok(steps >= 9 && steps < 40, String(steps))
  })
})

describe('the row of a guest after a live round', () => {
  const after = (more: Parameters<typeof listed>[0]) => {
    const { clock, fleet } = twoRemotes()
    fleet.guests()
    clock.advance(15_000)
    fleet.apply(1, [list(clock.now(), more)])
    return fleet.guests()[0] ?? assert.fail('no guest')
  }

  it('has the new figures, and what only an inventory reads as it was', () => {
    const { cpu_percent, ip_addresses, macs, bridges } = after({ cpuRatio: 0.5 })
    assert.deepEqual([cpu_percent, ip_addresses, macs, bridges], [50, ['192.0.2.7'], [MAC], ['vmbr0']])
  })

  it('is what it were if it had never been made before', () => {
    for (const more of [
      { cpuRatio: 0.5 },
      { status: 'stopped' },
      { name: 'renamed', tags: ['x'] },
      { lock: 'backup' },
    ]) {
      const { clock, fleet } = twoRemotes()
      clock.advance(15_000)
      fleet.apply(1, [list(clock.now(), more)])
      assert.deepEqual(after(more), fleet.guests()[0])
    }
  })

  it('has no addresses and no agent once it is stopped', () => {
    const { status, ip_addresses, agent } = after({ status: 'stopped' })
    assert.deepEqual([status, ip_addresses, agent.running], ['stopped', null, false])
  })
})

describe('the guests counted on a node', () => {
  const counted = (...looks: Observation[]): unknown => {
    const clock = fakeClock(Math.max(...looks.map(({ at }) => at)))
    return fleetOf([{ cluster: null, nodes: { pve1: looks } }], clock)
      .remotes()
      .flatMap(nodeItems)[0]?.guests
  }
  const at = fakeClock().now()
  const all = read(
    guests,
    {
      guests: [
        listed({ vmid: 100 }),
        listed({ vmid: 101, status: 'stopped' }),
        listed({ vmid: 102, status: 'stopped', template: true }),
      ],
    },
    at,
  )

  it('trap 19: leave out templates', () => {
    assert.deepEqual(counted(...sampleLooks(at).filter(({ collector }) => collector !== 'guests'), all), {
      total: 2,
      running: 1,
    })
  })

  it('trap 19: are not known to run on a node that cannot be reached', () => {
    assert.deepEqual(counted(all, failed(version, 'unreachable', at + 5 * MINUTE)), { total: 2, running: null })
  })

  it('are unknown as long as nobody listed them', () => {
    assert.deepEqual(counted(failed(version, 'timeout', at)), { total: null, running: null })
  })
})

it('what is kept stays as it is until the next of it grows too old', () => {
  const at = fakeClock().now()
  const clockRead = read(time, { timezone: null, timeSeconds: null }, at)
  const kept = [...keptFrom(clockRead, failed(subscription, 'timeout', at + MINUTE)).values()]
  assert.equal(freshUntil(kept, at), at + 30 * MINUTE)
  assert.equal(freshUntil(kept, at + 30 * MINUTE + 1), at + 31 * MINUTE)
  assert.equal(freshUntil([], at), Infinity)
})
