import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { dice } from './dice.ts'
import { grown, since, wander } from './rhythm.ts'

const draws = (label: string): number[] => {
  const random = dice(label)
  return Array.from({ length: 50 }, () => random.fraction())
}

describe('dice', () => {
  test('fall the same for the same labels, and differently for others', () => {
    assert.deepEqual(draws('7/node/1'), draws('7/node/1'))
    assert.notDeepEqual(draws('7/node/1'), draws('7/node/2'))
  })

  test('fall evenly', () => {
    const random = dice('evenly')
    const counts = [0, 0, 0, 0]
    for (let roll = 0; roll < 4000; roll++) counts[random.int(0, 3)]!++
    for (const count of counts) assert.ok(count > 850 && count < 1150, String(counts))
  })

  test('weigh, shuffle and pick without losing anything', () => {
    assert.equal(dice('x').weighted({ a: 0, b: 1 }), 'b')
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), (items, label) => {
        assert.deepEqual(dice(label).shuffled(items).sort(), items.toSorted())
      }),
    )
    assert.throws(() => dice('x').pick([]), RangeError)
  })
})

const seconds = fc.integer({ min: 0, max: 2_000_000_000 })

describe('what moves with time', () => {
  test('a counter never goes backwards and begins at zero', () => {
    assert.equal(grown('counter', 0, 1000), 0)
    fc.assert(
      fc.property(seconds, fc.nat(10_000), fc.string(), (start, more, label) => {
        assert.ok(grown(label, start + more, 500) >= grown(label, start, 500))
      }),
    )
  })

  test('what wanders stays between 0 and 1 and does not jump', () => {
    fc.assert(
      fc.property(seconds, fc.string(), (at, label) => {
        const [now, soon] = [wander(label, at, 60), wander(label, at + 1, 60)]
        assert.ok(now >= 0 && now <= 1)
        assert.ok(Math.abs(now - soon) < 0.05)
      }),
    )
  })

  test('what begins again each period is never longer ago than that', () => {
    fc.assert(fc.property(seconds, fc.string(), (at, label) => assert.ok(since(label, at, 3600) < 3600)))
  })
})
