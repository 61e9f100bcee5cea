import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryShare } from './memory-share.ts'

test('the ZFS cache is told apart from memory that work uses', () => {
  const share = memoryShare({ total_bytes: 200, used_bytes: 150, arc_bytes: 50 })
  assert.deepEqual(share, { workBytes: 100, arcBytes: 50, workPercent: 50, arcPercent: 25 })
})

test('a cache larger than what is used, read at another moment, leaves no negative rest', () => {
  const share = memoryShare({ total_bytes: 100, used_bytes: 40, arc_bytes: 60 })
  assert.deepEqual(share, { workBytes: 0, arcBytes: 40, workPercent: 0, arcPercent: 40 })
})

test('without a ZFS cache everything used is work', () => {
  assert.equal(memoryShare({ total_bytes: 100, used_bytes: 40, arc_bytes: null })?.workPercent, 40)
})

test('an unknown total or use is no share', () => {
  assert.equal(memoryShare({ total_bytes: null, used_bytes: 1, arc_bytes: 1 }), null)
  assert.equal(memoryShare({ total_bytes: 100, used_bytes: null, arc_bytes: 1 }), null)
})
