import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fakeClock } from '../lib/clock.ts'
import type { FakeClock } from '../lib/clock.ts'
import { HISTORY_LEASE, leaseOf, TERM_MS } from '../store/sharing-port.ts'
import type { Presence, Standing, Work, WorkQueue } from '../store/sharing-port.ts'
import { StoreError } from '../store/port.ts'
import { BEAT_MS, HOLD_MS, openLeases } from './leases.ts'

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/** The queue of a database with remotes at these sites, timed by a clock that is not that of any process. */
function queueOf(server: FakeClock, ...remotes: (string | null)[]) {
  const siteOf = new Map(remotes.map((site, index) => [leaseOf(index + 1), site]))
  const names = [...siteOf.keys(), HISTORY_LEASE]
  const leases = new Map<string, { holder: string; until: number }>()
  const processes = new Map<string, Presence & { until: number }>()
  const isLive = ({ until }: { until: number }): boolean => until > server.now()
  const isFree = (name: string): boolean => !isLive(leases.get(name) ?? { until: 0 })
  const heldBy = (id: string) => names.filter((name) => !isFree(name) && leases.get(name)?.holder === id)
  const hold = (holder: string, taken: readonly string[]): void => {
    for (const name of taken) leases.set(name, { holder, until: server.now() + TERM_MS })
  }
  const sites = () => {
    const workers = [...processes.values()].filter((one) => one.collects && isLive(one))
    return [...new Set([...remotes, ...workers.map((one) => one.site)])].map((site) => ({
      site,
      remoteIds: remotes.flatMap((one, index) => (one === site ? [index + 1] : [])),
      workers: workers.filter((one) => one.site === site).length,
    }))
  }
  const of = (id: string): WorkQueue => ({
    async beat(process) {
      processes.set(id, { ...process, until: server.now() + TERM_MS })
      hold(id, heldBy(id))
      const work = (name: string): Work => ({ name, site: siteOf.get(name) ?? null })
      return {
        superseded: null,
        versions: [process.version],
        held: heldBy(id).map(work),
        sites: sites(),
        givenUp: [],
      }
    },
    async take({ remotes: most, notAt, history }) {
      const free = names.filter(isFree)
      const toRead = free.filter((name) => name !== HISTORY_LEASE && !notAt.includes(siteOf.get(name) ?? null))
      const taken = [...toRead.slice(0, most), ...free.filter((name) => history && name === HISTORY_LEASE)]
      hold(id, taken)
      return taken
    },
    async giveBack(given) {
      for (const name of given) if (leases.get(name)?.holder === id) leases.delete(name)
    },
    async leave() {
      for (const name of heldBy(id)) leases.delete(name)
      processes.delete(id)
    },
    put: () => Promise.resolve(),
  })
  return { of, heldBy }
}

/** A process whose way to the database can be cut. */
function processOn(
  { of }: Pick<ReturnType<typeof queueOf>, 'of'>,
  clock: FakeClock,
  processId: string,
  { keepsHistory = false, site = null }: { keepsHistory?: boolean; site?: string | null } = {},
) {
  const held = new Set<string>()
  const line = { cut: false }
  const open = <T>(task: () => Promise<T>): Promise<T> => (line.cut ? Promise.reject(new Error('cut')) : task())
  const stood: Standing[] = []
  const queue = of(processId)
  const leases = openLeases({
    queue: {
      ...queue,
      beat: (...asked) => open(() => queue.beat(...asked)),
      take: (...asked) => open(() => queue.take(...asked)),
      giveBack: (...asked) => open(() => queue.giveBack(...asked)),
    },
    clock,
    processId,
    collects: true,
    site,
    version: '1.2.3',
    stands: (standing) => void stood.push(standing),
    keepsHistory,
    gained: (name) => void held.add(name),
    lost: (name) => void held.delete(name),
    noticed: () => undefined,
  })
  return { leases, held, line, stood }
}

/** So many remotes without a site. */
const nowhere = (count: number): null[] => Array.from({ length: count }, () => null)

async function pass(milliseconds: number, ...clocks: FakeClock[]): Promise<void> {
  for (let done = 0; done < milliseconds; done += 500) {
    for (const clock of clocks) clock.advance(500)
    await settled()
  }
}

describe('leases', () => {
  it('are shared out fairly when a worker joins, and taken over when one leaves', async () => {
    const clock = fakeClock()
    const queue = queueOf(clock, ...nowhere(10))
    const first = processOn(queue, clock, 'a', { keepsHistory: true })
    await pass(BEAT_MS, clock)
    assert.equal(first.held.size, 11)
    const second = processOn(queue, clock, 'b', { keepsHistory: true })
    await pass(3 * BEAT_MS, clock)
    assert.deepEqual([first.held.size, second.held.size], [6, 5])
    assert.ok(first.held.has(HISTORY_LEASE))
    await first.leases.stop()
    await pass(2 * BEAT_MS, clock)
    assert.deepEqual([first.held.size, second.held.size], [0, 11])
  })

  it('of a site pass to its own process when there is one, and back when it is gone', async () => {
    const clock = fakeClock()
    const queue = queueOf(clock, 'milan', 'milan', 'rome', null)
    const anywhere = processOn(queue, clock, 'a')
    await pass(BEAT_MS, clock)
    assert.equal(anywhere.held.size, 4)
    const milan = processOn(queue, clock, 'b', { site: 'milan' })
    await pass(3 * BEAT_MS, clock)
    assert.deepEqual(
      [[...anywhere.held].sort(), [...milan.held].sort()],
      [
        [leaseOf(3), leaseOf(4)],
        [leaseOf(1), leaseOf(2)],
      ],
    )
    milan.line.cut = true
    await pass(TERM_MS + 2 * BEAT_MS, clock)
    assert.deepEqual([anywhere.held.size, milan.held.size], [4, 0])
  })

  it('say whether they are renewed', async () => {
    const clock = fakeClock()
    const queue = queueOf(clock)
    const one = processOn(queue, clock, 'a')
    assert.equal(one.leases.renewed(), false)
    await pass(BEAT_MS, clock)
    assert.equal(one.leases.renewed(), true)
    one.line.cut = true
    await pass(HOLD_MS + BEAT_MS, clock)
    assert.equal(one.leases.renewed(), false)
  })

  it('are let go of at once when a newer version has changed the tables, and none is taken any more', async () => {
    const clock = fakeClock()
    const queue = queueOf(clock, ...nowhere(4))
    const nothing = { held: [], givenUp: [], sites: [], versions: [] }
    let superseded: StoreError | null = null
    const of = (id: string): WorkQueue => {
      const own = queue.of(id)
      return { ...own, beat: async (process) => (superseded ? { ...nothing, superseded } : own.beat(process)) }
    }
    const one = processOn({ of }, clock, 'a')
    await pass(BEAT_MS, clock)
    assert.deepEqual([one.held.size, one.leases.remotesHeld()], [4, 4])
    superseded = new StoreError('newer', 'Start that one.')
    await pass(2 * BEAT_MS, clock)
    assert.deepEqual([one.held.size, one.leases.remotesHeld()], [0, 0])
    assert.equal(one.stood.at(-1)?.superseded, superseded)
  })

  it('are let go of before anybody else can have them, when they cannot be renewed', async () => {
    const clock = fakeClock()
    const queue = queueOf(clock, ...nowhere(4))
    const one = processOn(queue, clock, 'a')
    await pass(BEAT_MS, clock)
    one.line.cut = true
    for (let waited = 0; waited < TERM_MS + BEAT_MS; waited += 500) {
      await pass(500, clock)
      assert.ok(one.held.size === 0 || queue.heldBy('a').length === 4)
      if (waited > HOLD_MS) assert.equal(one.held.size, 0)
    }
    assert.equal(queue.heldBy('a').length, 0)
    one.line.cut = false
    await pass(2 * BEAT_MS, clock)
    assert.equal(one.held.size, 4)
  })

  it('are not used by a process that slept through them, before it has learnt so', async () => {
    const [server, sleeper] = [fakeClock(), fakeClock()]
    const queue = queueOf(server, ...nowhere(4))
    const asleep = processOn(queue, sleeper, 'a')
    await pass(BEAT_MS, server, sleeper)
    assert.equal(asleep.leases.holds(leaseOf(1)), true)
    await pass(TERM_MS, server)
    const awake = processOn(queue, server, 'b')
    await pass(BEAT_MS, server)
    assert.equal(awake.held.size, 4)
    sleeper.advance(HOLD_MS)
    assert.deepEqual([asleep.leases.holds(leaseOf(1)), asleep.held.size], [false, 0])
  })

  it('are never used by two at once, whatever is cut and whoever sleeps', async () => {
    const steps = fc.array(
      fc.record({ who: fc.nat({ max: 2 }), what: fc.constantFrom('cut', 'mend', 'sleep', 'wake', 'wait') }),
      { maxLength: 25 },
    )
    const property = fc.asyncProperty(steps, async (sequence) => {
      const server = fakeClock()
      const queue = queueOf(server, ...nowhere(5))
      const all = ['a', 'b', 'c'].map((id) => {
        const clock = fakeClock()
        return { clock, asleep: false, behind: 0, ...processOn(queue, clock, id) }
      })
      for (const { who, what } of sequence) {
        const one = all[who]
        if (!one) continue
        if (what === 'cut' || what === 'mend') one.line.cut = what === 'cut'
        if (what === 'sleep') one.asleep = true
        if (what === 'wake') {
          one.asleep = false
          one.clock.advance(one.behind)
          one.behind = 0
        }
        for (let step = 0; step < 8; step++) {
          server.advance(500)
          for (const each of all)
            if (each.asleep) each.behind += 500
            else each.clock.advance(500)
          await settled()
          const used = all.filter(({ asleep }) => !asleep).flatMap(({ held }) => [...held])
          assert.equal(new Set(used).size, used.length)
        }
      }
    })
    await fc.assert(property, { numRuns: 30 })
  })
})
