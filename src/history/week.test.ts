import assert from 'node:assert/strict'
import { join } from 'node:path'
import { it } from 'node:test'
import { inShort } from '../../test/tools/events.ts'
import { collectGarbage } from '../../test/tools/garbage.ts'
import { read } from '../../test/tools/kept.ts'
import { NO_CHANGE, seenMember } from '../../test/tools/known-node.ts'
import { clusterOf, prod } from '../../test/tools/sample-cluster.ts'
import { configured, listed } from '../../test/tools/sample-guest.ts'
import { sampleLooks } from '../../test/tools/sample-node.ts'
import { sql } from 'kysely'
import { temporaryFolder } from '../../test/tools/temporary.ts'
import { cluster } from '../collectors/cluster/cluster.ts'
import { guests } from '../collectors/node/guests.ts'
import { openFleet } from '../fleet/fleet.ts'
import { fakeClock } from '../lib/clock.ts'
import { seededRandom } from '../lib/random.ts'
import type { Observation } from '../model/observation.ts'
import { FLEET_SUBJECT, METRICS } from '../model/sample.ts'
import type { Span } from '../model/sample.ts'
import { openVault } from '../store/secret.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { openHistory } from './history.ts'

const MINUTE = 60_000
/** How often is looked: seldom, so that a week takes seconds. */
const STEP = 2 * MINUTE
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.UTC(2026, 0, 5)

const LIMITS = {
  keepMs: { minute: 48 * HOUR, hour: 5 * DAY, day: 1000 * DAY },
  keepEventsMs: 1000 * DAY,
  maxBytes: 2 ** 30,
}

/** What happens, at which time of which day. */
const at = (day: number, hour: number, minute = 0): number => START + day * DAY + hour * HOUR + minute * MINUTE
const between = (now: number, from: number, to: number): boolean => now >= from && now < to

/** The guests of a node as they are at a time. */
function guestsAt(node: number, now: number): Partial<ReturnType<typeof listed>>[] {
  const vmids = Array.from({ length: 8 }, (_, n) => 100 + n).filter((vmid) => {
    const home = vmid === 106 && now >= at(2, 12) ? 3 : 1 + (vmid % 3)
    if (vmid === 107 && now >= at(3, 8)) return false
    if (vmid === 103 && between(now, at(4, 6), at(4, 8))) return false
    return home === node
  })
  return vmids.map((vmid) => ({
    vmid,
    name: `vm-${vmid}`,
    status: vmid === 105 && between(now, at(1, 10), at(1, 11)) ? 'stopped' : 'running',
  }))
}

const isDown = (node: number, now: number): boolean => node === 3 && between(now, at(5, 9), at(5, 10))

function liveLooks(node: number, now: number): Observation[] {
  const { members, ...rest } = clusterOf([1, 2, 3])
  const seen = members.map((member) => ({ ...member, online: !isDown(member.nodeId ?? 0, now) }))
  return [
    read(guests, { guests: guestsAt(node, now).map((row) => listed(row)) }, now),
    ...(node === 1 ? [read(cluster, { ...rest, members: seen }, now)] : []),
  ]
}

const LIVE = new Set(['guests', 'cluster'])

/** All of it at first; then what shows that the node answers, and its guests. */
function inventoryLooks(node: number, now: number): Observation[] {
  const ofGuests = guestsAt(node, now).map(({ vmid = 0, name = '' }): Observation => {
    const memory = vmid === 104 && now >= at(4, 1) ? '4096' : '2048'
    return {
      ...configured({ name: name ?? '', memory }, now),
      subject: { scope: 'guest', node: `pve${node}`, vmid, type: 'qemu' },
    }
  })
  const ofNode = sampleLooks(now).filter(({ collector }) =>
    now === START ? !LIVE.has(collector) : collector === 'version',
  )
  return [...ofNode, ...ofGuests]
}

/** A server's memory, store and history on a clock that is moved by hand. */
async function openWorld(file: string, clock: ReturnType<typeof fakeClock>) {
  const random = seededRandom(1)
  const store = await openSqliteStore(file, openVault(random.bytes(32), random))
  // Nobody pulls the plug here, and a week has twenty thousand writes.
  await sql`pragma synchronous = off`.execute(store.database.db)
  const [known] = await store.remotes()
  const remote = known ?? (await store.addRemote(prod()))
  if (!known)
    await store.changeRemote(
      remote.id,
      {},
      {
        ...NO_CHANGE,
        seen: [1, 2, 3].map((id) => seenMember(`pve${id}`, `192.0.2.${id}`, START)),
      },
    )
  const fleet = openFleet(clock)
  fleet.place(remote, await store.nodes())
  const kept = await store.kept()
  for (const one of kept.nodes) fleet.restore(one.nodeId, one.kept)
  for (const one of kept.guests) fleet.restoreGuest(one.remoteId, one.kept)
  let beaten = (): void => undefined
  const after: typeof clock.after = (milliseconds, task) => {
    beaten()
    return clock.after(milliseconds, task)
  }
  const failures: unknown[] = []
  const watched = { ...clock, after }
  const failed = (error: unknown): void => void failures.push(error)
  const history = await openHistory({ fleet, store, clock: watched, beatMs: STEP, limits: LIMITS, failed })
  return {
    store,
    failures,
    /** What is seen now, and what is made of it. */
    async step() {
      const now = clock.now()
      for (const node of [1, 2, 3]) {
        fleet.apply(node, liveLooks(node, now))
        if (now % (20 * MINUTE) !== 0 || isDown(node, now)) continue
        const looks = inventoryLooks(node, now)
        await store.save(node, looks, history.screened(fleet.apply(node, looks), now))
      }
      const beat = new Promise<void>((resolve) => (beaten = resolve))
      clock.advance(STEP)
      await beat
    },
    async close() {
      await history.stop()
      await store.close()
    },
  }
}
type World = Awaited<ReturnType<typeof openWorld>>

async function timesOf({ store: { history } }: World, span: Span): Promise<number[]> {
  const times: number[] = []
  for (let next = await history.firstSample(span, 0); next !== null; next = await history.firstSample(span, next + 1))
    times.push(next)
  return times
}

async function vmidsKept({ store }: World): Promise<number[]> {
  const { guests: all } = await store.kept()
  return all.flatMap(({ kept: { last } }) => (last.subject.scope === 'guest' ? last.subject.vmid : [])).sort()
}

function heapBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const WEEK = [
  '05T00:00 node-first-seen n1',
  '05T00:00 node-first-seen n2',
  '05T00:00 node-first-seen n3',
  '06T10:00 guest-status 105: running → stopped',
  '06T11:00 guest-status 105: stopped → running',
  '07T12:00 guest-moved 106: pve2 → pve3',
  '08T08:06 guest-gone 107: pve3 → ∅',
  '09T01:00 guest-config 104 memory: 2048 → 4096',
  '09T06:06 guest-gone 103: pve2 → ∅',
  '09T08:00 guest-appeared 103: ∅ → pve2',
  '10T09:02 node-status n3: online → offline',
  '10T10:02 node-status n3: offline → online',
]

async function eventsOf({ store: { history } }: World): Promise<string[]> {
  const events = (await history.events({ limit: 1000 })).toReversed()
  return events.map((event) => `${new Date(event.at).toISOString().slice(8, 16)} ${inShort(event)}`)
}

/** What is kept after a week: minutes of two days, hours of five, and each day. */
async function assertRolledUp(world: World): Promise<void> {
  const minutes = await timesOf(world, 'minute')
  const hours = await timesOf(world, 'hour')
  assert.deepEqual([minutes[0], minutes.length], [at(5, 0, 10), 24 * 60 + 4])
  assert.deepEqual([hours[0], hours.at(-1), hours.length], [at(2, 1), at(6, 23), 5 * 24 - 1])
  assert.deepEqual(
    await timesOf(world, 'day'),
    Array.from({ length: 7 }, (_, day) => at(day, 0)),
  )
  const samples = await world.store.history.samples('day', at(1, 0))
  const running = METRICS.fleet.indexOf('guests_running')
  const fleet = samples.find(({ subject }) => subject === FLEET_SUBJECT)?.figures[running]
  assert.deepEqual([fleet?.least, fleet?.most, fleet?.count], [7, 8, 24 * 30])
  assert.ok(Math.abs((fleet?.mean ?? 0) - (8 - 1 / 24)) < 1e-9)
}

it('a week: events exact, history rolled up and bounded, gone guests forgotten, nothing growing, through a restart', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'store.db')
  const clock = fakeClock(START)
  let world = await openWorld(file, clock)
  const until = async (end: number): Promise<void> => {
    while (clock.now() < end) await world.step()
  }

  await until(at(3, 7))
  const [heap, bytes] = [heapBytes(), await world.store.history.usedBytes()]
  const handles = process.getActiveResourcesInfo().length
  await until(at(4, 7, 50))
  assert.deepEqual(await vmidsKept(world), [100, 101, 102, 103, 104, 105, 106, 107])
  await until(at(4, 8, 30))
  assert.deepEqual(await vmidsKept(world), [100, 101, 102, 103, 104, 105, 106])
  await until(at(6, 3, 5))
  await world.close()
  const { failures } = world
  world = await openWorld(file, clock)
  await until(at(7, 0, 15))

  assert.deepEqual(await eventsOf(world), WEEK)
  assert.deepEqual([...failures, ...world.failures], [])
  await assertRolledUp(world)
  assert.ok((await world.store.history.usedBytes()) < bytes * 1.2)
  assert.ok(heapBytes() < heap + 8 * 2 ** 20)
  assert.ok(process.getActiveResourcesInfo().length <= handles + 2)
  await world.close()
})
