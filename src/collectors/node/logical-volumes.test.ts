import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failing, jsonLike, survivesAnyOutput } from '../../../test/tools/printed.ts'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { logicalVolumes } from './logical-volumes.ts'

const volume = (lv_name: string, lv_attr: string, over: object = {}) => ({
  vg_name: 'pve',
  lv_name,
  lv_attr,
  lv_size: '4096',
  data_percent: '',
  metadata_percent: '',
  pool_lv: '',
  origin: '',
  ...over,
})

const report = (...lv: object[]) => ({ report: [{ lv }] })
const volumesOn = async (printed: object) => (await factOf(logicalVolumes, { lvs: JSON.stringify(printed) })).volumes

test('volumes are read with their pool and origin; thin pools and their hidden parts are none', async () => {
  const printed = report(
    volume('data', 'twi-aotz--', { data_percent: '45.67', metadata_percent: '3.21' }),
    volume('[data_tdata]', 'Twi-ao----'),
    volume('[data_tmeta]', 'ewi-ao----'),
    volume('root', '-wi-ao----'),
    volume('vm-100-disk-0', 'Vwi-aotz--', { data_percent: '12.50', pool_lv: 'data' }),
    volume('snap_vm-100-disk-0_monday', 'Vri---tz-k', { pool_lv: 'data', origin: 'vm-100-disk-0' }),
  )
  assert.deepEqual(await volumesOn(printed), [
    { name: 'pve/root', sizeBytes: 4096, pool: null, origin: null, dataUsedPercent: null },
    { name: 'pve/vm-100-disk-0', sizeBytes: 4096, pool: 'pve/data', origin: null, dataUsedPercent: 12.5 },
    {
      name: 'pve/snap_vm-100-disk-0_monday',
      sizeBytes: 4096,
      pool: 'pve/data',
      origin: 'pve/vm-100-disk-0',
      dataUsedPercent: null,
    },
  ])
})

test('a volume without a name or size is a bad reply, a node without LVM has no volumes', async () => {
  await assert.rejects(
    volumesOn(report(volume('root', '-wi-ao----', { lv_size: '' }))),
    failing('bad-reply', /^lvs lists a volume without a name or a size$/),
  )
  assert.deepEqual(await volumesOn({ report: [] }), [])
})

test('any output gives valid volumes or a failure that says so', async () => {
  const real = report(volume('vm-100-disk-0', 'Vwi-aotz--', { data_percent: '12.50', pool_lv: 'data' }))
  await survivesAnyOutput(logicalVolumes, { lvs: jsonLike(real) })
})

test('thin-bytes.json: a thin pool alone', { skip: withoutShared }, async () => {
  assert.deepEqual(await factOf(logicalVolumes, { lvs: sharedText('samples/lvs/thin-bytes.json') }), { volumes: [] })
})
