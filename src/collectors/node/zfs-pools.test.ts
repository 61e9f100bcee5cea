import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failing, findingsOf, missing, survivesAnyOutput, textLike } from '../../../test/tools/printed.ts'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { zfsPools } from './zfs-pools.ts'

const list = (...rows: string[][]): string => rows.map((row) => `${row.join('\t')}\n`).join('')
const healthy = (name: string, health = 'ONLINE'): string[] => [name, '1000', '400', '600', '7', '40', health]

const status = `  pool: rpool
 state: ONLINE
status: Some supported and requested features are not enabled on the pool.
\tThe pool can still be used, but some features are unavailable.
  scan: scrub repaired 0B in 00:12:34 with 0 errors on Sun Feb 12 11:40:04 2023
config:

errors: No known data errors
`

const factOn = (printed: string, told = '') => factOf(zfsPools, { 'zpool-list': printed, 'zpool-status': told })
const findingsOn = (printed: string, told = '') => findingsOf(zfsPools, { 'zpool-list': printed, 'zpool-status': told })

test('a pool in good health is read; its remark is no finding', async () => {
  assert.deepEqual(await factOn(list(healthy('rpool')), status), {
    pools: [
      {
        name: 'rpool',
        health: 'ONLINE',
        sizeBytes: 1000,
        allocatedBytes: 400,
        freeBytes: 600,
        fragmentationPercent: 7,
        scrub: 'scrub repaired 0B in 00:12:34 with 0 errors on Sun Feb 12 11:40:04 2023',
        status:
          'Some supported and requested features are not enabled on the pool. The pool can still be used, but some features are unavailable.',
        errors: 'No known data errors',
      },
    ],
  })
  assert.deepEqual(await findingsOn(list(healthy('rpool')), status), [])
})

test('a FAULTED pool has only dashes, which are unknown', async () => {
  assert.deepEqual(await factOn(list(['zion', '-', '-', '-', '-', '-', 'FAULTED'])), {
    pools: [
      {
        name: 'zion',
        health: 'FAULTED',
        sizeBytes: null,
        allocatedBytes: null,
        freeBytes: null,
        fragmentationPercent: null,
        scrub: null,
        status: null,
        errors: null,
      },
    ],
  })
})

test('a pool that zpool status calls SUSPENDED is, whatever zpool list says; other states are those of the list', async () => {
  const told = '  pool: a\n state: SUSPENDED\n  pool: b\n state: ONLINE\n'
  const { pools } = await factOn(list(healthy('a'), healthy('b', 'DEGRADED')), told)
  assert.deepEqual(
    pools.map(({ health }) => health),
    ['SUSPENDED', 'DEGRADED'],
  )
})

test('a pool that is not ONLINE, and one with data errors, are critical', async () => {
  const told = "  pool: b\n state: ONLINE\nerrors: 3 data errors, use '-v' for a list\n"
  assert.deepEqual(await findingsOn(list(healthy('a', 'DEGRADED'), healthy('b')), told), [
    'critical: pool a is DEGRADED',
    "critical: pool b has lost data: 3 data errors, use '-v' for a list",
  ])
})

test('a node with no pools has none; one without ZFS has no such fact; a failure is no empty list', async () => {
  assert.deepEqual(await factOn('', 'no pools available\n'), { pools: [] })
  const notLoaded = { exit: 1, stderr: 'The ZFS modules are not loaded.\n' }
  await assert.rejects(
    factOf(zfsPools, { 'zpool-list': notLoaded, 'zpool-status': notLoaded }),
    missing('ZFS is not loaded on this node'),
  )
  const failed = { exit: 1, stderr: 'cannot open' }
  await assert.rejects(
    factOf(zfsPools, { 'zpool-list': '', 'zpool-status': failed }),
    failing('command-failed', /zpool status/),
  )
  await assert.rejects(factOn(list(healthy('a', ''))), failing('bad-reply', /no health/))
})

test('any output gives valid pools or a failure that says so', async () => {
  await survivesAnyOutput(zfsPools, {
    'zpool-list': textLike(list(healthy('rpool'), healthy('tank', 'DEGRADED'))),
    'zpool-status': textLike(status),
  })
})

/** The columns of the `zpool-list` program. */
const COLUMNS = ['NAME', 'SIZE', 'ALLOC', 'FREE', 'FRAG', 'CAP', 'HEALTH']

/** A recorded table, of other columns than those asked for, as the program would print it: pools only, tabs between. */
function asked(table: string, header: string): string {
  const names = header.split(/\s+/)
  const rows = table
    .split('\n')
    .filter((line) => /^\S/.test(line) && !line.startsWith('NAME'))
    .map((line) => line.split(/\s+/))
  return list(...rows.map((row) => COLUMNS.map((column) => row[names.indexOf(column)] ?? '')))
}

const sampleList = async (file: string, header?: string) => {
  const table = sharedText(`samples/zpool_list/${file}`)
  const { pools } = await factOn(asked(table, header ?? table.split('\n', 1)[0] ?? ''))
  return pools.map(({ name, health, sizeBytes, allocatedBytes, freeBytes, fragmentationPercent }) => {
    return [name, health, sizeBytes, allocatedBytes, freeBytes, fragmentationPercent]
  })
}

test('faulted-pool-dashes.txt: one healthy pool, one unknown but for its state', { skip: withoutShared }, async () => {
  assert.deepEqual(await sampleList('faulted-pool-dashes.txt'), [
    ['rpool', 'ONLINE', 21_367_462_298, 9_051_643_576, 12_240_656_794, 33],
    ['zion', 'FAULTED', null, null, null, null],
  ])
})

test('v-H-P-p-tabs.txt: one pool above its disks', { skip: withoutShared }, async () => {
  const header = 'NAME SIZE ALLOC FREE CKPOINT EXPANDSZ FRAG CAP DEDUP HEALTH ALTROOT'
  assert.deepEqual(await sampleList('v-H-P-p-tabs.txt', header), [
    ['pool_0', 'ONLINE', 1_992_864_825_344, 779_701_190_656, 1_213_163_634_688, 0],
  ])
})

test('v-mirror-nvme.txt: one pool above its mirror', { skip: withoutShared }, async () => {
  assert.deepEqual(await sampleList('v-mirror-nvme.txt'), [
    ['rpool', 'ONLINE', 3_985_729_650_688, 1_647_130_456_064, 2_338_599_194_624, 55],
  ])
})

for (const [file, row, findings] of [
  ['degraded-unavail-old-scrub-keyword.txt', healthy('tank', 'DEGRADED'), ['critical: pool tank is DEGRADED']],
  ['mirrors-spares.txt', healthy('tank'), []],
  ['online-features-not-enabled.txt', healthy('pool1'), []],
  ['online-resilver-new-mirror-logs-cache.txt', healthy('tank'), []],
  [
    'resilver-replacing-expand-errors.txt',
    healthy('storage', 'DEGRADED'),
    ['critical: pool storage is DEGRADED', "critical: pool storage has lost data: 1 data errors, use '-v' for a list"],
  ],
  ['scrub-in-progress-749T.txt', healthy('backup2'), []],
  ['scrub-remove-line.txt', healthy('z'), []],
  ['suspended-faulted-io-insufficient-replicas.txt', healthy('dozer', 'UNAVAIL'), ['critical: pool dozer is UNAVAIL']],
  ['suspended-state-truncated.txt', healthy('datapool', 'DEGRADED'), ['critical: pool datapool is SUSPENDED']],
] as const) {
  test(`${file}: deserves the attention expected`, { skip: withoutShared }, async () => {
    assert.deepEqual(await findingsOn(list(row), sharedText(`samples/zpool_status/${file}`)), findings)
  })
}
