import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { portsOf } from '../../../test/tools/ports.ts'
import { Absent, FailureError } from '../../model/failure.ts'
import { parseArcstats, zfsArc } from './zfs-arc.ts'

const ARCSTATS = `13 1 0x01 147 39984 5108213404 254897519461
name                            type data
hits                            4    90210
c                               4    2147483648
c_min                           4    789890688
c_max                           4    4294967296
size                            4    1610612736
compressed_size                 4    1200000000
`

test('trap 3: the ZFS cache is shown apart: its size now and the most it may be', async () => {
  const ports = portsOf({ files: { '/proc/spl/kstat/zfs/arcstats': ARCSTATS } })
  assert.deepEqual(await zfsArc.collect(ports, { scope: 'node', node: 'pve1' }), {
    sizeBytes: 1610612736,
    maxBytes: 4294967296,
  })
})

test('a file without a limit leaves the limit unknown', () => {
  assert.deepEqual(parseArcstats('size 4 512'), { sizeBytes: 512, maxBytes: null })
})

test('a node without ZFS has no such fact', async () => {
  await assert.rejects(zfsArc.collect(portsOf({}), { scope: 'node', node: 'pve1' }), Absent)
})

test('any text gives a valid fact or a failure', () => {
  const lines = fc.array(
    fc.tuple(fc.constantFrom('size', 'c_max', 'name'), fc.string(), fc.oneof(fc.bigInt().map(String), fc.string())),
  )
  const texts = fc.oneof(
    fc.string(),
    lines.map((rows) => rows.map((row) => row.join(' 4 ')).join('\n')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      try {
        zfsArc.fact.parse(parseArcstats(text))
      } catch (error) {
        assert.ok(error instanceof FailureError, String(error))
      }
    }),
  )
  assert.throws(() => parseArcstats(`size 4 ${'9'.repeat(400)}`), FailureError)
})
