import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failing, findingsOf, jsonLike, survivesAnyOutput } from '../../../test/tools/printed.ts'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { thinPools } from './thin-pools.ts'

const volume = (lv_name: string, lv_attr: string, data_percent = '', metadata_percent = '') => ({
  vg_name: 'pve',
  lv_name,
  lv_attr,
  lv_size: '1073741824',
  data_percent,
  metadata_percent,
})

const report = (...lv: object[]) => ({ report: [{ lv }] })
const factOn = (printed: object) => factOf(thinPools, { lvs: JSON.stringify(printed) })

test('thin pools are read; volumes and the hidden parts of pools are not pools', async () => {
  const printed = report(
    volume('data', 'twi-aotz--', '45.67', '3.21'),
    volume('[data_tdata]', 'Twi-ao----'),
    volume('[data_tmeta]', 'ewi-ao----'),
    volume('[lvol0_pmspare]', 'ewi-------'),
    volume('root', '-wi-ao----'),
    volume('vm-100-disk-0', 'Vwi-aotz--', '12.00'),
  )
  assert.deepEqual(await factOn(printed), {
    pools: [{ name: 'pve/data', sizeBytes: 1_073_741_824, dataUsedPercent: 45.67, metadataUsedPercent: 3.21 }],
  })
})

test('a pool that is not active does not say how full it is', async () => {
  assert.deepEqual(await factOn(report(volume('data', 'twi---tz--'))), {
    pools: [{ name: 'pve/data', sizeBytes: 1_073_741_824, dataUsedPercent: null, metadataUsedPercent: null }],
  })
})

test('pools of every volume group count, also beside warnings and an exit code', async () => {
  const rows = {
    report: [...report(volume('a', 't')).report, ...report({ ...volume('b', 't'), vg_name: 'vg1' }).report],
  }
  const lvs = { exit: 5, stdout: `  WARNING: a device is missing\n${JSON.stringify(rows)}` }
  const { pools } = await factOf(thinPools, { lvs })
  assert.deepEqual(
    pools.map(({ name }) => name),
    ['pve/a', 'vg1/b'],
  )
})

test('what is no report, or a pool without a size, is a failure', async () => {
  const failed = { exit: 5, stderr: '  /run/lock/lvm: open failed\n' }
  await assert.rejects(factOf(thinPools, { lvs: failed }), failing('command-failed', /ended with 5: \/run\/lock/))
  await assert.rejects(factOf(thinPools, { lvs: '' }), failing('bad-reply', /^lvs printed no JSON$/))
  await assert.rejects(factOn({ report: {} }), failing('bad-reply', /at report$/))
  await assert.rejects(factOn(report({ ...volume('data', 't'), lv_size: '' })), failing('bad-reply', /without/))
})

test('metadata that fills up deserves attention from 80 %, and is critical from 90 %', async () => {
  const pools = ['79.99', '80.00', '89.99', '90.00', ''].map((percent, index) =>
    volume(`p${index}`, 't', '99', percent),
  )
  assert.deepEqual(await findingsOf(thinPools, { lvs: JSON.stringify(report(...pools)) }), [
    'warning: the metadata of thin pool pve/p1 is 80 % full',
    'warning: the metadata of thin pool pve/p2 is 89.99 % full',
    'critical: the metadata of thin pool pve/p3 is 90 % full',
  ])
})

test('any output gives valid pools or a failure that says so', async () => {
  await survivesAnyOutput(thinPools, { lvs: jsonLike(report(volume('data', 'twi-aotz--', '45.67', '3.21'))) })
})

const sample = (file: string) => factOf(thinPools, { lvs: sharedText(`samples/lvs/${file}`) })

test('thin-bytes.json: one thin pool', { skip: withoutShared }, async () => {
  assert.deepEqual(await sample('thin-bytes.json'), {
    pools: [{ name: 'cm-vg/root', sizeBytes: 214_232_465_408, dataUsedPercent: 78.89, metadataUsedPercent: 19.25 }],
  })
})

for (const file of ['empty-report.json', 'fullreport.json', 'warning-before-json.txt']) {
  test(`${file}: a report without thin pools`, { skip: withoutShared }, async () => {
    assert.deepEqual(await sample(file), { pools: [] })
  })
}
