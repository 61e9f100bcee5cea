import assert from 'node:assert/strict'
import { test } from 'node:test'
import { absent, keptFrom, read } from '../../test/tools/kept.ts'
import { cpuUse } from '../collectors/node/cpu-use.ts'
import { zfsArc } from '../collectors/node/zfs-arc.ts'
import { factOf, lastGood, liveFact } from './kept.ts'
import { packed } from './packed.ts'

const arc = (sizeBytes: number, at: number) => read(zfsArc, { sizeBytes, maxBytes: null }, at)
const use = (usedRatio: number, at: number) => read(cpuUse, { usedRatio, iowaitRatio: null }, at)

test('a live fact counts where its figures are newer than those of the look that tells more', () => {
  const ratio = (...looks: Parameters<typeof keptFrom>) => liveFact(keptFrom(...looks), cpuUse, zfsArc)?.usedRatio
  assert.equal(ratio(use(0.5, 25_000), arc(1, 10_000)), 0.5)
  assert.equal(ratio(use(0.5, 20_000), arc(1, 10_000)), undefined, 'pvestatd may have taken them before')
  assert.equal(ratio(use(0.5, 1000)), 0.5, 'there is no other')
  assert.equal(ratio(use(0.5, 1000), arc(1, 900), absent(zfsArc, 2000)), 0.5, 'the other says that there is none')
  assert.equal(ratio(arc(1, 900)), undefined)
})

test('a value of another version counts as never read, and is looked through once', () => {
  const kept = keptFrom(arc(1, 5))
  const odd = new Map(
    [...kept].map(([name, one]) => [
      name,
      packed({ ...one, lastGood: { ...one.lastGood, value: { sizeBytes: 'much' }, at: 5, via: null } }),
    ]),
  )
  assert.equal(factOf(odd, zfsArc), null)
  assert.equal(lastGood(odd, zfsArc), null)
})

test('a packed value comes back as it was, also after many others were opened', () => {
  const many = Array.from({ length: 3000 }, (_, index) => keptFrom(arc(index, index)))
  const all = many.map((kept) => new Map([...kept].map(([name, one]) => [name, packed(one)])))
  for (const [index, kept] of all.entries())
    assert.deepEqual(factOf(kept, zfsArc), { sizeBytes: index, maxBytes: null })
  const { at, via, value } = lastGood(all[0] ?? new Map(), zfsArc) ?? {}
  assert.deepEqual({ at, via, value }, { at: 0, via: 'ssh-batch', value: { sizeBytes: 0, maxBytes: null } })
})
