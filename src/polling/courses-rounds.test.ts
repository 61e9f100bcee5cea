import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { TestContext } from 'node:test'
import { fakeClock } from '../lib/clock.ts'
import { FailureError } from '../model/failure.ts'
import type { PveSubject } from '../model/sample.ts'
import { overSsh } from '../transport/over-ssh.ts'
import type { Link, SectionReply } from '../transport/section.ts'
import { openCourses } from './courses.ts'
import { startRounds } from './rounds.ts'

const NODE: PveSubject = { remoteId: 1, nodeId: 1, kind: 'node' }
const guestOf = (vmid: number): PveSubject => ({ remoteId: 1, nodeId: 1, kind: 'guest', type: 'qemu', vmid })
const ROWS = [{ time: 0, cpu: 0.5 }, { time: 60 }]

const said = (stdout: string): SectionReply => ({ exit: 0, stdout, stderr: '', milliseconds: 1 })

/** A node that is watched, and answers who it is and what it was. */
async function watched(t: TestContext) {
  const channels: string[][] = []
  const state = { refuses: false, running: 0 }
  const link: Link = {
    async exchange(sections) {
      channels.push(sections.map(({ kind }) => kind))
      assert.equal(++state.running, 1)
      await new Promise((resolve) => setImmediate(resolve))
      state.running--
      if (state.refuses) throw new FailureError('auth', 'signing in was refused')
      return sections.map((section) => {
        if (section.kind === 'execute')
          return said(JSON.stringify(section.gets.map(() => ({ status: 200, data: ROWS }))))
        return said(section.kind === 'program' ? 'host pve1\nuid 0\nhas pvesh\nhas /etc/pve' : '')
      })
    },
    close: () => undefined,
  }
  const clock = fakeClock()
  const rounds = startRounds({
    collectors: [],
    guestCollectors: [],
    clock,
    intervalMs: 600_000,
    liveMs: 600_000,
    maxAtOnce: 1,
    record: async () => undefined,
    noticed: () => undefined,
    show: () => undefined,
    heard: () => undefined,
  })
  t.after(() => {
    rounds.stop()
  })
  rounds.watch({ nodeId: 1, remoteId: 1, name: 'pve1', transport: overSsh(link), answeredAt: new Map(), lastAt: null })
  await rounds.read(1, 0)
  channels.length = 0
  clock.advance(1000)
  return { course: openCourses({ rounds, clock }), rounds, clock, channels, state }
}

it('what is asked of a watched node in one go takes one channel', async (t) => {
  const { course, channels } = await watched(t)
  const outcomes = await Promise.all([course(NODE, 'hour'), course(guestOf(100), 'day'), course(guestOf(101), 'week')])
  for (const { course: one, failure } of outcomes) {
    assert.equal(failure, null)
    assert.deepEqual(
      one.points('cpu_percent').map(({ mean }) => mean),
      [50, null],
    )
  }
  assert.deepEqual(channels, [['execute']])
})

it('trap 22: a node that refuses is stopped by one look, and not asked for any other course', async (t) => {
  const { course, rounds, channels, state, clock } = await watched(t)
  state.refuses = true
  assert.equal((await course(NODE, 'hour')).failure?.kind, 'auth')
  await rounds.read(1, 0)
  assert.equal(rounds.stopped(1)?.kind, 'auth')
  const tries = channels.length
  clock.advance(3_600_000)
  for (const vmid of [100, 101]) assert.equal((await course(guestOf(vmid), 'hour')).failure?.kind, 'auth')
  assert.deepEqual([tries, channels.length], [2, 2])
})
