import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { FLEET_LISTS } from '../fleet-lists.ts'
import { fieldsOf, isSame } from './fields.ts'

const shape = z.object({
  name: z.string(),
  cpu: z.object({ load: z.number().nullable(), of: z.object({ model: z.string() }) }),
  license: z.object({ level: z.string() }).nullable(),
  tags: z.array(z.string()).nullable(),
})
const ITEM = { name: 'a', cpu: { load: 1, of: { model: 'x' } }, license: { level: 'basic' }, tags: ['web'] }

describe('the fields of items', () => {
  it('are told by their paths, objects that can be missing as a whole', () => {
    const fields = fieldsOf(shape)
    assert.deepEqual(
      fields.map(({ path, read, text }) => [path, text(read(ITEM))]),
      [
        ['name', '"a"'],
        ['cpu.load', '1'],
        ['cpu.of.model', '"x"'],
        ['license', '{"level":"basic"}'],
        ['tags', '["web"]'],
      ],
    )
  })

  it('hold only what their shape names', () => {
    const leaky = { ...ITEM, license: { level: 'basic', password: 'leaked' }, secret: 'leaked' }
    const texts = fieldsOf(shape).map(({ read, text }) => text(read(leaky)))
    assert.ok(!texts.join().includes('leaked'))
  })

  it('are the same where they tell the same, not where one is not known', () => {
    const differing = (other: object): string[] =>
      fieldsOf(shape)
        .filter((field) => !isSame(field, ITEM, other))
        .map(({ path }) => path)
    assert.deepEqual(differing(structuredClone(ITEM)), [])
    assert.deepEqual(differing({ ...ITEM, license: { level: 'basic', more: 1 } }), [])
    assert.deepEqual(differing({ ...ITEM, license: null, tags: [] }), ['license', 'tags'])
    assert.deepEqual(differing({ ...ITEM, cpu: { load: null, of: { model: 'y' } } }), ['cpu.load', 'cpu.of.model'])
  })

  it('are never missing in any list, which no event could tell', () => {
    assert.throws(() => fieldsOf(z.object({ a: z.string().optional() })), TypeError)
    assert.throws(() => fieldsOf(z.string()), TypeError)
    for (const { listing } of Object.values(FLEET_LISTS)) assert.ok(fieldsOf(listing.shape).length > 5)
  })
})
