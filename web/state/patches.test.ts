import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { patched } from './patches.ts'

interface Thing {
  readonly id: string
  readonly value: number
}

const keyOf = ({ id }: Thing): string => id
const THINGS: readonly Thing[] = ['a', 'b', 'c'].map((id, value) => ({ id, value }))

describe('a patched list', () => {
  it('has what changed in its place, what is new at its end, and not what is gone', () => {
    const patch = new Map<string, Thing | null>([
      ['b', { id: 'b', value: 9 }],
      ['d', { id: 'd', value: 4 }],
      ['a', null],
      ['nobody', null],
    ])
    assert.deepEqual(patched(THINGS, patch, keyOf), [
      { id: 'b', value: 9 },
      { id: 'c', value: 2 },
      { id: 'd', value: 4 },
    ])
  })

  it('is the same list where nothing of it changed', () => {
    assert.equal(patched(THINGS, new Map(), keyOf), THINGS)
    assert.equal(patched(THINGS, new Map([['nobody', null]]), keyOf), THINGS)
  })

  it('holds what was there and what the patch says, each once, whatever they are', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const thing = fc.record({ id: key, value: fc.nat(9) })
    const property = fc.property(
      fc.uniqueArray(thing, { selector: keyOf }),
      fc.uniqueArray(fc.tuple(key, fc.option(fc.nat(9))), { selector: ([id]) => id }),
      (items, words) => {
        const patch = new Map(words.map(([id, value]) => [id, value === null ? null : { id, value }]))
        const wanted = new Map(items.map((one) => [one.id, one]))
        for (const [id, word] of patch) {
          if (word) wanted.set(id, word)
          else wanted.delete(id)
        }
        const got = patched(items, patch, keyOf)
        assert.deepEqual(new Map(got.map((one) => [one.id, one])), wanted)
        assert.equal(got.length, wanted.size)
      },
    )
    fc.assert(property)
  })
})
