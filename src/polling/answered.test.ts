import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Answered } from './answered.ts'
import { askKey } from './due.ts'

const NAMES = ['config', 'agent', 'snapshots', 'filesystems']
const someQuestion = fc.record({
  collector: fc.constantFrom(...NAMES),
  vmid: fc.option(fc.integer({ min: 100, max: 104 })),
  at: fc.nat(),
})

test('every question has the time of its last answer, whatever was noted in whatever order', () => {
  fc.assert(
    fc.property(fc.array(someQuestion), fc.array(someQuestion), (before, later) => {
      const mapOf = (all: typeof before) => new Map(all.map(({ collector, vmid, at }) => [askKey(collector, vmid), at]))
      const answered = new Answered(mapOf(before))
      answered.note(mapOf(later))
      const expected = new Map([...mapOf(before), ...mapOf(later)])
      assert.equal(answered.isEmpty, expected.size === 0)
      for (const collector of NAMES)
        for (const vmid of [null, 100, 101, 102, 103, 104, 105])
          assert.equal(answered.at(collector, vmid), expected.get(askKey(collector, vmid)))
    }),
  )
})

test('what is forgotten had no answer', () => {
  const keys = ['version', 'cpu', '100 config', '100 agent', '101 config']
  const answered = new Answered(new Map(keys.map((key) => [key, 7])))
  answered.forget('cpu')
  answered.forgetOthers(new Set([101, 102]))
  const left = [answered.at('version', null), answered.at('cpu', null), answered.at('config', 100)]
  assert.deepEqual(
    [...left, answered.at('agent', 100), answered.at('config', 101)],
    [7, undefined, undefined, undefined, 7],
  )
})
