import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { absent, failed, read } from '../../test/tools/kept.ts'
import { zfsArc } from '../collectors/node/zfs-arc.ts'
import { keep } from '../model/observation.ts'
import { keptAfter, Packed, packed } from './packed.ts'

const LONG = 'ü'.repeat(400)

test('whatever a fact is comes back as it was, short or long, and like itself only', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.nat(40), fc.string(), (value, times, other) => {
      const fact = Array.from({ length: times }, () => value)
      const expected: unknown = JSON.parse(JSON.stringify(fact))
      const one = new Packed('any', fact, true)
      assert.deepEqual(one.open(), expected)
      assert.equal(one.isLike(new Packed('any', fact, true)), true)
      assert.equal(one.isLike(new Packed('any', [...fact, other], true)), false)
    }),
  )
})

test('a long fact of another version is written anew as its schema has it', () => {
  const schema = z.object({ text: z.string(), more: z.number().default(7) })
  const restored = new Packed('of another version', { text: LONG }, false)
  assert.equal(restored.isChecked, false)
  assert.equal(restored.fits(schema), true)
  assert.deepEqual(restored.open(), { text: LONG, more: 7 })
  const odd = new Packed('of another version', { text: [LONG] }, false)
  assert.deepEqual([odd.fits(schema), odd.fits(schema), odd.isChecked], [false, false, false])
})

const units = { name: 'units', scope: 'node', fact: z.array(z.string()) } as const

test('what is read again as it was stays the same object, unless nobody checked that', () => {
  const names = Array.from({ length: 100 }, (_, index) => `unit-${String(index)}.service`)
  const first = keptAfter(undefined, read(units, names, 1))
  const again = keptAfter(first, read(units, names, 2))
  assert.equal(again.lastGood?.value, first.lastGood?.value)
  assert.equal(again.lastGood?.at, 2)
  const other = keptAfter(again, read(units, names.slice(1), 3))
  assert.notEqual(other.lastGood?.value, first.lastGood?.value)
  const restored = packed(keep(undefined, read(units, names, 1)))
  const checked = keptAfter(restored, read(units, names, 2))
  assert.notEqual(checked.lastGood?.value, restored.lastGood?.value)
  assert.equal((checked.lastGood?.value as Packed).isChecked, true)
})

test('the last look and the last good value are kept apart, as they were', () => {
  const good = read(zfsArc, { sizeBytes: 1, maxBytes: null }, 5)
  const missing = absent(zfsArc, 6, 'install it')
  const refused = failed(zfsArc, 'timeout', 7)
  const never = keptAfter(undefined, missing)
  assert.deepEqual([never.last, never.lastGood], [missing, null])
  const once = keptAfter(never, good)
  assert.deepEqual({ ...once.last, outcome: once.last.outcome.status }, { ...good, outcome: 'ok' })
  const { at, via, value } = keptAfter(keptAfter(once, missing), refused).lastGood ?? {}
  assert.deepEqual([at, via, (value as Packed).open()], [5, 'ssh-batch', { sizeBytes: 1, maxBytes: null }])
  assert.deepEqual(keptAfter(once, refused).last, refused)
  assert.equal(once.lastGood?.at, 5)
})
