import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { openRing } from './ring.ts'

const sent = (bytes: number) => ({ kind: 'node', role: null, block: Buffer.alloc(bytes) }) as const

describe('the ring of events', () => {
  it('numbers events from 1 and keeps the newest that there is room for', () => {
    const ring = openRing(10)
    assert.equal(ring.newest, 0)
    assert.ok(ring.follows(0), 'nothing happened yet, so nothing was missed')
    const events = [sent(4), sent(4), sent(4)]
    for (const event of events) ring.push(event)
    assert.equal(ring.newest, 3)
    assert.deepEqual([0, 1, 2, 3, 4].map(ring.at), [null, null, events[1], events[2], null])
    assert.deepEqual([-1, 0, 1, 2, 3, 4].map(ring.follows), [false, false, true, true, true, false])
  })

  it('keeps the newest event however large it is', () => {
    const ring = openRing(10)
    const [small, large] = [sent(1), sent(50)]
    ring.push(small)
    ring.push(large)
    assert.deepEqual([1, 2].map(ring.at), [null, large])
  })

  it('after something was missed nothing follows what was before', () => {
    const ring = openRing(10)
    ring.push(sent(1))
    ring.skip()
    assert.equal(ring.newest, 2)
    assert.deepEqual([0, 1, 2].map(ring.follows), [false, false, true])
    const event = sent(1)
    ring.push(event)
    assert.deepEqual([1, 2, 3].map(ring.at), [null, null, event])
  })

  it('never holds more than there is room for, and no event between two others is missing', () => {
    const size = fc.option(fc.integer({ min: 1, max: 8 }), { freq: 8 })
    const property = fc.property(fc.array(size, { maxLength: 60 }), (sizes) => {
      const ring = openRing(20)
      const all = new Map<number, number>()
      for (const bytes of sizes) {
        if (bytes === null) ring.skip()
        else ring.push(sent(bytes))
        if (bytes === null) all.clear()
        else all.set(ring.newest, bytes)
        const here = [...all.keys()].filter((seq) => ring.at(seq) !== null)
        assert.ok(here.reduce((sum, seq) => sum + (all.get(seq) ?? 0), 0) <= 20)
        assert.equal(here.length, all.size === 0 ? 0 : ring.newest - (here[0] ?? 0) + 1)
        for (const seq of here) assert.equal(ring.at(seq)?.block.length, all.get(seq))
        assert.equal(ring.follows((here[0] ?? ring.newest + 1) - 1), true)
        assert.equal(ring.follows((here[0] ?? ring.newest + 1) - 2), false)
      }
    })
    fc.assert(property)
  })
})
