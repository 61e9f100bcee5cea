import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { guestCollector } from '../collectors/collector.ts'
import { fakeClock } from '../lib/clock.ts'
import type { FakeClock } from '../lib/clock.ts'
import type { Outcome } from '../model/outcome.ts'
import type { GuestSubject, Observation } from '../model/observation.ts'
import { askInside, freshPatience } from './inside.ts'
import type { Ask, Patience } from './inside.ts'

const collectorNamed = (name: string) =>
  guestCollector({
    name,
    title: name,
    scope: 'guest',
    types: ['qemu'],
    every: 600,
    needs: ['pve'],
    fact: z.null(),
    collect: () => Promise.resolve(null),
    waited: ({ status }) => status !== 'ok',
  })
const addresses = collectorNamed('addresses')
const agent = collectorNamed('agent')

const guest = (vmid: number): GuestSubject => ({ scope: 'guest', node: 'pve1', vmid, type: 'qemu' })
const asksOf = (vmids: readonly number[]): Ask[] =>
  vmids.flatMap((vmid) => [addresses, agent].map((collector) => ({ collector, guest: guest(vmid) })))

const OK: Outcome<unknown> = { status: 'ok', value: null }
const SILENT: Outcome<unknown> = { status: 'absent', reason: 'silent', hint: null }
const CUT_OFF: Outcome<unknown> = { status: 'failed', failure: { kind: 'timeout', message: 'cut off', hint: null } }

const numbers = (first: number, count: number): number[] => Array.from({ length: count }, (_, index) => first + index)

/** A node where a silent agent delays a batch by 3 s, one that hangs for ever, and a batch is cut off after 25 s. */
function node(silent: readonly number[], hanging: readonly number[] = []) {
  const clock = fakeClock(0)
  const batches: string[][] = []
  let waiting: { one: Ask; resolve: (look: Observation) => void }[] = []
  const answer = (): void => {
    const batch = waiting
    waiting = []
    batches.push(batch.map(({ one }) => `${one.guest.vmid} ${one.collector.name}`))
    const hangs = batch.some(({ one }) => hanging.includes(one.guest.vmid))
    const delay = hangs ? Infinity : batch.filter(({ one }) => silent.includes(one.guest.vmid)).length * 3000
    clock.advance(Math.min(delay, 25_000))
    for (const { one, resolve } of batch) {
      const outcome = delay > 25_000 ? CUT_OFF : silent.includes(one.guest.vmid) ? SILENT : OK
      const { collector, guest: subject } = one
      resolve({ collector: collector.name, subject, outcome, at: clock.now(), durationMs: 0, via: 'ssh-batch' })
    }
  }
  const ask = (one: Ask): Promise<Observation> =>
    new Promise((resolve) => {
      waiting.push({ one, resolve })
      if (waiting.length === 1) setImmediate(answer)
    })
  return { clock, batches, ask }
}

const turn = (
  { clock, ask }: { clock: FakeClock; ask: (one: Ask) => Promise<Observation> },
  vmids: readonly number[],
  patience: Patience,
) => askInside(asksOf(vmids), patience, clock, ask)

const statuses = (looks: readonly Observation[]): string[] =>
  looks.map(({ subject, collector, outcome }) => {
    const vmid = subject.scope === 'guest' ? subject.vmid : 0
    return `${vmid} ${collector} ${outcome.status}`
  })

test('asks everybody everything in one batch while all answer', async () => {
  const there = node([])
  const seen = await turn(there, numbers(100, 400), freshPatience())
  assert.equal(there.batches.length, 1)
  assert.equal(seen.length, 800)
})

test('asks nothing at all of nobody', async () => {
  const there = node([])
  assert.deepEqual([await turn(there, [], freshPatience()), there.batches], [[], []])
})

test('remembers a silent guest and skips it for 20 min, 40 min, … 6 h', async () => {
  const there = node([101])
  const patience = freshPatience()
  assert.deepEqual(statuses(await turn(there, [100, 101], patience)), [
    '100 addresses ok',
    '100 agent ok',
    '101 addresses absent',
    '101 agent absent',
  ])
  const askedAgainAfter: number[] = []
  let last = there.clock.now()
  for (let minute = 0; minute < 40 * 60; minute++) {
    there.clock.advance(60_000)
    there.batches.length = 0
    await turn(there, [100, 101], patience)
    if (there.batches.flat().includes('101 addresses')) {
      askedAgainAfter.push(Math.round((there.clock.now() - last) / 60_000))
      last = there.clock.now()
    }
  }
  assert.deepEqual(askedAgainAfter, [20, 40, 80, 160, 320, 360, 360, 360, 360])
})

test('asks a guest that answers again as before', async () => {
  const silent = [101]
  const there = node(silent)
  const patience = freshPatience()
  await turn(there, [101], patience)
  silent.length = 0
  there.clock.advance(20 * 60_000)
  assert.deepEqual(statuses(await turn(there, [101], patience)), ['101 addresses ok', '101 agent ok'])
  assert.equal(patience.silences.size, 0)
})

test('a batch that was cut off is asked again, a few guests at a time, and costs the others nothing', async () => {
  const silent = numbers(110, 6)
  const there = node(silent)
  const patience = freshPatience()
  const seen = statuses(await turn(there, numbers(100, 20), patience))
  assert.equal(there.batches[0]?.length, 40)
  assert.ok(there.batches.slice(1).every((batch) => new Set(batch.map((one) => one.split(' ')[0])).size <= 5))
  assert.equal(seen.filter((one) => one.endsWith('ok')).length, 28)
  assert.equal(seen.filter((one) => one.endsWith('absent')).length, 12)
  assert.equal(patience.room, null)
  there.batches.length = 0
  await turn(there, numbers(100, 20), patience)
  assert.deepEqual(there.batches.length, 1, 'those that are silent are left out of the next batch')
})

test('finds the one guest that hangs within a few turns, and leaves it out', async () => {
  const there = node([], [117])
  const patience = freshPatience()
  const answered = new Set<string>()
  for (let round = 0; round < 6; round++) {
    const open = asksOf(numbers(100, 20)).filter(
      ({ guest: { vmid }, collector }) => !answered.has(`${vmid} ${collector.name} ok`),
    )
    for (const one of statuses(await askInside(open, patience, there.clock, there.ask))) answered.add(one)
  }
  assert.equal([...answered].filter((one) => one.endsWith('ok')).length, 38)
  assert.ok(answered.has('117 addresses failed'))
})

test('begins no batch once a minute has gone by, and reports only what was asked', async () => {
  const there = node(numbers(100, 100))
  const seen = await turn(there, numbers(100, 100), freshPatience())
  assert.ok(there.clock.now() <= 60_000 + 25_000)
  assert.ok(seen.length > 0 && seen.length < 200)
})
