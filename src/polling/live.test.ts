import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cluster } from '../collectors/cluster/cluster.ts'
import { COLLECTORS } from '../collectors/index.ts'
import { fakeClock } from '../lib/clock.ts'
import { FailureError } from '../model/failure.ts'
import { overSsh } from '../transport/over-ssh.ts'
import type { Link, Section } from '../transport/section.ts'
import { startLive } from './live.ts'
import { seatOf } from './seat.ts'
import type { Seat } from './seat.ts'

const LIVE_MS = 15_000
const NAMES = ['pve1', 'pve2', 'pve3']

const FILES: Readonly<Record<string, string>> = {
  '/etc/pve/.members': JSON.stringify({
    nodename: 'pve1',
    cluster: { name: 'prod', version: 3, nodes: 3, quorate: 1 },
    nodelist: Object.fromEntries(NAMES.map((name, index) => [name, { id: index + 1, online: 1, ip: '192.0.2.1' }])),
  }),
  '/etc/pve/.vmlist': JSON.stringify({ ids: { 100: { node: 'pve2', type: 'qemu' } } }),
  '/etc/pve/.rrd': NAMES.map(
    (name) => `pve2-node/${name}:60:c:1000:0.25:8:0.5:0.125:400:300:200:100:2000:1500:7:9`,
  ).join('\n'),
}

/** A member that answers from its files as long as it is not silent. */
class Member implements Link {
  readonly asked: (readonly Section[])[] = []
  isSilent = false

  async exchange(sections: readonly Section[]) {
    this.asked.push(sections)
    if (this.isSilent) throw new FailureError('unreachable', 'gone')
    return sections.map((section) => {
      const text = section.kind === 'file' ? FILES[section.name] : undefined
      return text === undefined
        ? { exit: 1, stdout: '', stderr: 'No such file or directory', milliseconds: 0 }
        : { exit: 0, stdout: text, stderr: '', milliseconds: 1 }
    })
  }

  close(): void {
    this.isSilent = true
  }
}

/** Live rounds over members of remote 1 that all answered just now. */
function stage() {
  const clock = fakeClock(0)
  const members = NAMES.map(() => new Member())
  const seats = members.map((link, index) =>
    seatOf({
      nodeId: index + 1,
      remoteId: 1,
      name: NAMES[index] ?? '',
      transport: overSsh(link),
      answeredAt: new Map(),
      lastAt: 0,
    }),
  )
  const shown: Record<number, string[]> = {}
  const silent: Seat[] = []
  const heard: [Seat, Cluster][] = []
  const live = startLive({
    collectors: COLLECTORS.filter(({ anyMember }) => anyMember),
    clock,
    liveMs: LIVE_MS,
    seatsOf: (remoteId) => seats.filter(({ watched }) => watched.remoteId === remoteId),
    show: (nodeId, looks) => (shown[nodeId] = looks.map(({ collector }) => collector)),
    heard: (seat, fact) => heard.push([seat, fact]),
    silent: (seat) => silent.push(seat),
  })
  const place = (remoteId = 1): void => {
    live.place(
      remoteId,
      NAMES.map((name, index) => ({ nodeId: index + 1, name })),
    )
  }
  const round = async (): Promise<void> => {
    clock.advance(LIVE_MS)
    await rest()
  }
  const asked = (): number[] => members.map((member) => member.asked.length)
  return { live, clock, members, seats, shown, silent, heard, place, round, asked }
}

/** Lets everything that is under way come to rest: a batch waits for one turn of the event loop. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const OF_NODE = ['guests', 'cpu-use', 'node-use', 'storage-use']

test('one member is asked, in one channel and without Perl, for what moves on all of them', async () => {
  const { place, round, asked, members, shown } = stage()
  place()
  await round()
  assert.deepEqual(asked(), [1, 0, 0])
  const kinds = members[0]?.asked[0]?.map(({ kind }) => kind) ?? []
  assert.ok(kinds.length > 3 && kinds.every((kind) => kind === 'file' || kind === 'program'), String(kinds))
  assert.deepEqual(
    Object.entries(shown).map(([nodeId, collectors]) => [nodeId, collectors.sort()]),
    [
      ['1', ['cluster', ...OF_NODE].sort()],
      ['2', [...OF_NODE].sort()],
      ['3', [...OF_NODE].sort()],
    ],
  )
  await round()
  assert.deepEqual(asked(), [2, 0, 0])
})

test('what the member says of its cluster is passed on', async () => {
  const { place, round, heard, seats } = stage()
  place()
  await round()
  const [[seat, fact] = []] = heard
  assert.equal(seat, seats[0])
  assert.deepEqual([fact?.name, fact?.quorate, fact?.members.map(({ name }) => name)], ['prod', true, NAMES])
})

test('where a member is silent another one is asked, and the silent one is read at once', async () => {
  const { place, round, asked, members, silent, seats, shown } = stage()
  place()
  if (members[0]) members[0].isSilent = true
  await round()
  assert.deepEqual([asked(), silent], [[1, 1, 0], [seats[0]]])
  assert.deepEqual(Object.keys(shown), ['1', '2', '3'])
})

test('after two silent members a round is given up; nothing is shown', async () => {
  const { place, round, asked, members, silent, shown } = stage()
  place()
  for (const member of members) member.isSilent = true
  await round()
  assert.deepEqual([asked(), silent.length, shown], [[1, 1, 0], 2, {}])
})

test('trap 22: who did not answer last time, or was given up, is not asked', async () => {
  const { place, round, asked, seats } = stage()
  place()
  const [first, second] = seats
  if (first) first.turn = { ...first.turn, misses: 1 }
  if (second) second.turn = { ...second.turn, stopped: { kind: 'auth', message: 'no', hint: null } }
  await round()
  assert.deepEqual(asked(), [0, 0, 1])
})

test('who is not being read is asked first', async () => {
  const { place, round, asked, seats } = stage()
  place()
  if (seats[0]) seats[0].asking = Promise.resolve()
  await round()
  assert.deepEqual(asked(), [0, 1, 0])
})

test('rounds of many remotes are spread over the interval', () => {
  const clock = fakeClock(0)
  const at: number[] = []
  const live = startLive({
    collectors: [],
    clock,
    liveMs: LIVE_MS,
    seatsOf: () => {
      at.push(clock.now())
      return []
    },
    show: () => undefined,
    heard: () => undefined,
    silent: () => undefined,
  })
  for (let remoteId = 1; remoteId <= 100; remoteId++) live.place(remoteId, [])
  clock.advance(LIVE_MS)
  const tenths = Map.groupBy(at, (time) => Math.floor((time - 1) / (LIVE_MS / 10)))
  assert.equal(tenths.size, 10)
  for (const { length } of tenths.values()) assert.ok(length >= 9 && length <= 11, `${String(length)} at once`)
})

test('a remote that is placed again goes on in its rhythm, with the members it has now', async () => {
  const { live, clock, place, shown, asked } = stage()
  place()
  const untilFirstRound = Math.floor(0.618_034 * LIVE_MS) + 1
  clock.advance(untilFirstRound - 1)
  live.place(1, [{ nodeId: 3, name: 'pve3' }])
  await rest()
  assert.deepEqual(asked(), [0, 0, 0])
  clock.advance(1)
  await rest()
  assert.deepEqual(Object.keys(shown), ['1', '3'])
  assert.deepEqual(shown[1], ['cluster'])
})

test('a remote that is removed, and all once it is stopped, are left alone', async () => {
  const { live, place, round, asked } = stage()
  place()
  live.remove(1)
  await round()
  assert.deepEqual(asked(), [0, 0, 0])
  place()
  live.stop()
  await round()
  assert.deepEqual(asked(), [0, 0, 0])
})

test('what a member brings that nobody watches any more is not shown', async () => {
  const { place, clock, seats, members, shown } = stage()
  place()
  const [first] = members
  const exchange = first?.exchange.bind(first)
  if (first && exchange)
    first.exchange = async (sections) => {
      if (seats[0]) seats[0].left = true
      return exchange(sections)
    }
  clock.advance(LIVE_MS)
  await rest()
  assert.deepEqual(shown, {})
})

test('between what was looked through and what is taken in others have their turn, and a node may leave', async () => {
  const { place, round, members, seats, shown } = stage()
  place()
  const [member, seat] = [members[0], seats[0]]
  assert.ok(member && seat)
  const exchange = member.exchange.bind(member)
  member.exchange = (sections) => {
    setImmediate(() => (seat.left = true))
    return exchange(sections)
  }
  await round()
  assert.equal(member.asked.length, 1)
  assert.deepEqual(shown, {})
})
