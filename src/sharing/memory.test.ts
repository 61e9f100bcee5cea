import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fakeClock } from '../lib/clock.ts'
import type { CourseOutcome, MemberState } from '../model/desk.ts'
import type { PveCourse, PveSubject } from '../model/sample.ts'
import type { Asked, Run } from '../model/transcript.ts'
import { courseIn, courseText, runsIn, runsText } from './answers.ts'
import { answerFrom, sharedMemory } from './memory.ts'
import type { Memory } from './memory.ts'
import type { Question } from './question.ts'

const AT = Date.UTC(2026, 0, 1)
const NODE: PveSubject = { kind: 'node', remoteId: 1, nodeId: 7 }

const asked: Asked = {
  question: '/proc/loadavg',
  via: 'ssh-batch',
  at: AT,
  durationMs: 3,
  exit: null,
  output: '',
  isCut: false,
  failure: { kind: 'timeout', message: 'no answer', hint: null },
}
const run: Run = { kind: 'look', over: 'ssh', startedAt: AT, asked: [asked] }

const load: PveCourse = {
  stepMs: 60_000,
  knows: (metric) => metric === 'load_1m',
  points: (metric) => [
    { at: AT, mean: metric === 'load_1m' ? 1.5 : null, most: metric === 'load_1m' ? 2 : null },
    { at: AT + 60_000, mean: null, most: null },
  ],
}

const member: MemberState = {
  ...{ nodeId: 7, name: 'pve1', address: 'h', sshPort: null, addressSetBy: 'cluster' },
  ...{ stopped: null, silence: null },
}
const silence = { times: 3, since: AT, nextAt: null }

const memory: Memory = {
  transcripts: () => [run],
  course: async () => ({ course: load, failure: null }),
  members: async () => [{ ...member, address: 'elsewhere', stopped: asked.failure, silence }],
}

/** A process that reads nothing, beside one with this memory. */
const beside = (other: Memory | null, holds = false) =>
  sharedMemory({
    own: { transcripts: () => [], course: async () => assert.fail('it reads nothing'), members: async () => [member] },
    clock: fakeClock(AT),
    holds: () => holds,
    holdsNode: () => holds,
    ask: async (question: Question) => other && answerFrom(other, question),
  })

describe('what only one process has in memory', () => {
  it('is told to the others as it is', async () => {
    const { transcripts, course } = beside(memory)
    assert.deepEqual(await transcripts(7), [run])
    const { course: told, failure } = await course(NODE, 'hour')
    assert.equal(failure, null)
    assert.equal(told.stepMs, 60_000)
    assert.deepEqual([told.knows('load_1m'), told.knows('cpu_percent')], [true, false])
    assert.deepEqual(told.points('load_1m'), load.points('load_1m'))
    assert.deepEqual(told.points('cpu_percent'), load.points('cpu_percent'))
  })

  it('tells why members are not read, and nothing else of them', async () => {
    assert.deepEqual(await beside(memory).members(1), [{ ...member, stopped: asked.failure, silence }])
    assert.deepEqual(await beside(memory, true).members(1), [member])
    assert.deepEqual(await beside(null).members(1), [member])
  })

  it('is its own for nodes that it reads itself', async () => {
    assert.deepEqual(await beside(memory, true).transcripts(7), [])
  })

  it('is not known where nobody tells, which is never told as nothing', async () => {
    const { transcripts, course } = beside(null)
    await assert.rejects(transcripts(7), /the process that reads this node has not told/)
    const { course: told, failure } = await course(NODE, 'hour')
    assert.equal(failure?.kind, 'timeout')
    assert.equal(told.knows('load_1m'), false)
    assert.equal(told.points('load_1m').length, 60)
    assert.deepEqual(told.points('load_1m').at(-1), { at: AT, mean: null, most: null })
  })

  it('tells why PVE did not', async () => {
    const failure = { kind: 'forbidden', message: 'it may not', hint: 'Let it.' } as const
    const failed: CourseOutcome = { course: load, failure }
    assert.deepEqual((await beside({ ...memory, course: async () => failed }).course(NODE, 'hour')).failure, failure)
  })
})

describe('answers', () => {
  it('of very long transcripts keep the newest runs whole', () => {
    const length = JSON.stringify(run).length
    assert.deepEqual(runsIn(runsText([run, run, run], 2 * (length + 1) + 2)), [run, run])
    assert.deepEqual(runsIn(runsText([run, run, run], 2 * (length + 1) + 1)), [run])
    assert.equal(runsText([run], 2), '[]')
  })

  it('of any course come back as they were', () => {
    const value = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0))
    const point = fc.record({ at: fc.integer({ min: 0 }), mean: value, most: value }, { noNullPrototype: true })
    const points = fc.array(point)
    fc.assert(
      fc.property(points, (all) => {
        const course: PveCourse = { stepMs: 1, knows: (metric) => metric === 'load_1m', points: () => all }
        assert.deepEqual(courseIn(courseText({ course, failure: null }, NODE))?.course.points('load_1m'), all)
      }),
    )
  })

  it('that make no sense are none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        assert.equal(courseIn(text), null)
        assert.ok(runsIn(text) === null || text.trim() === '[]')
      }),
    )
  })
})
