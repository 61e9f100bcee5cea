import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fakeClock } from '../lib/clock.ts'
import type { ReadCourse } from '../transport/course.ts'
import { openShelf } from './course-shelf.ts'

const MINUTE = 60_000
const KIB = 1024

const courseOf = (stepMs: number, bytes = 0): ReadCourse => ({ stepMs, bytes, knows: () => true, points: () => [] })

describe('the shelf of courses', () => {
  /** For how many minutes an outcome is kept. */
  function minutesKept(course: ReadCourse | null): number {
    const clock = fakeClock()
    const shelf = openShelf(clock)
    shelf.put('one', { course: courseOf(MINUTE), failure: null }, course)
    let passed = 0
    for (; shelf.get('one'); passed += 0.5) clock.advance(MINUTE / 2)
    return passed
  }

  it('keeps a course for one of its steps, for a minute at least and half an hour at most', () => {
    assert.equal(minutesKept(courseOf(MINUTE)), 1)
    assert.equal(minutesKept(courseOf(5 * MINUTE)), 5)
    assert.equal(minutesKept(courseOf(1)), 1)
    assert.equal(minutesKept(courseOf(360 * MINUTE)), 30)
  })

  it('keeps what could not be read for half a minute', () => {
    assert.equal(minutesKept(null), 0.5)
  })

  it('makes room by what was not used for longest', () => {
    const shelf = openShelf(fakeClock(), 30 * KIB)
    const put = (key: string, kib: number): void => {
      const course = courseOf(MINUTE, (kib - 1) * KIB)
      shelf.put(key, { course, failure: null }, course)
    }
    const kept = () => ['a', 'b', 'c', 'd'].filter((key) => shelf.get(key))
    put('a', 10)
    put('b', 10)
    put('c', 10)
    assert.deepEqual(kept(), ['a', 'b', 'c'])
    shelf.get('a')
    put('d', 10)
    assert.deepEqual(kept(), ['a', 'c', 'd'])
    put('b', 31)
    assert.deepEqual(kept(), [])
    put('a', 10)
    put('a', 20)
    put('b', 10)
    assert.deepEqual(kept(), ['a', 'b'])
  })
})
