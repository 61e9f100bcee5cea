import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { parseZpoolStatus } from './zpool-status.ts'

const scanOf = (...lines: string[]) =>
  parseZpoolStatus(`  pool: tank\n state: ONLINE\n  scan: ${lines.join('\n\t')}\nconfig:\n`).get('tank')?.scan

test('two pools are told apart, each with its own sections', () => {
  const text = `  pool: my pool
 state: DEGRADED
status: One or more devices could not be opened.  Sufficient replicas exist for
\tthe pool to continue.
action: Attach it.
config:

\tNAME        STATE     READ WRITE CKSUM
\tmy pool     DEGRADED     0     0     0

errors: No known data errors

  pool: rpool
 state: ONLINE
config:

\tNAME        STATE     READ WRITE CKSUM
`
  assert.deepEqual(
    [...parseZpoolStatus(text)],
    [
      [
        'my pool',
        {
          state: 'DEGRADED',
          status: 'One or more devices could not be opened.  Sufficient replicas exist for the pool to continue.',
          scan: null,
          errors: 'No known data errors',
        },
      ],
      ['rpool', { state: 'ONLINE', status: null, scan: null, errors: null }],
    ],
  )
})

test('a scan keeps what was begun, how far it is and how long it takes', () => {
  const ended = 'scrub repaired 0B in 00:12:34 with 0 errors on Sun Feb 12 11:40:04 2023'
  assert.equal(scanOf(ended), ended)
  assert.equal(scanOf('none requested'), 'none requested')
  assert.equal(
    scanOf(
      'scrub in progress since Mon',
      '1T / 2T scanned at 3G/s, 1T / 2T issued at 3G/s',
      '0B repaired, 50.00% done, 01:00:00 to go',
    ),
    'scrub in progress since Mon, 50.00% done, 01:00:00 to go',
  )
  assert.equal(
    scanOf(
      'scrub paused since Mon',
      'scrub started on Sun',
      '1T scanned, 1T issued, 2T total',
      '0B repaired, 26.33% done',
    ),
    'scrub paused since Mon, 26.33% done',
  )
})

test('a scan can be beyond 100 %', () => {
  assert.equal(
    scanOf(
      'resilver in progress since Mon',
      '26T scanned out of 5T at 236M/s, (scan is slow, no estimated time)',
      '6T resilvered, 470.20% done',
    ),
    'resilver in progress since Mon, 470.20% done',
  )
})

test('text without pools holds none', () => {
  assert.equal(parseZpoolStatus('no pools available\n').size, 0)
  assert.equal(parseZpoolStatus('').size, 0)
  assert.equal(parseZpoolStatus('  pool: \n state: ONLINE\n').size, 0)
})

const NO_ERRORS = 'No known data errors'
const RESILVERED =
  'One or more devices is currently being resilvered.  The pool will continue to function, possibly in a degraded state.'
const FEATURES =
  'Some supported and requested features are not enabled on the pool. The pool can still be used, but some features are unavailable.'
const FAULTED = 'One or more devices are faulted in response to IO failures.'

for (const [file, pool, expected] of [
  [
    'degraded-unavail-old-scrub-keyword.txt',
    'tank',
    {
      state: 'DEGRADED',
      status:
        'One or more devices could not be opened.  Sufficient replicas exist for the pool to continue functioning in a degraded state.',
      scan: 'none requested',
      errors: NO_ERRORS,
    },
  ],
  [
    'mirrors-spares.txt',
    'tank',
    { state: 'ONLINE', status: null, scan: 'scrub repaired 0B in <snip>', errors: NO_ERRORS },
  ],
  [
    'online-features-not-enabled.txt',
    'pool1',
    {
      state: 'ONLINE',
      status: FEATURES,
      scan: 'scrub repaired 0B in 11:16:03 with 0 errors on Sun Feb 12 11:40:04 2023',
      errors: NO_ERRORS,
    },
  ],
  [
    'online-resilver-new-mirror-logs-cache.txt',
    'tank',
    {
      state: 'ONLINE',
      status: RESILVERED,
      scan: 'resilver in progress since Wed Apr  8 23:23:38 2015, 0.39% done, 0h46m to go',
      errors: NO_ERRORS,
    },
  ],
  [
    'resilver-replacing-expand-errors.txt',
    'storage',
    {
      state: 'DEGRADED',
      status: RESILVERED,
      scan: 'resilver in progress since Thu Feb 19 18:24:38 2026, 46.64% done, 07:58:49 to go',
      errors: "1 data errors, use '-v' for a list",
    },
  ],
  [
    'scrub-in-progress-749T.txt',
    'backup2',
    {
      state: 'ONLINE',
      status: null,
      scan: 'scrub in progress since Wed Jan 21 13:21:33 2026, 34.79% done, 1 days 18:56:16 to go',
      errors: null,
    },
  ],
  [
    'scrub-remove-line.txt',
    'z',
    {
      state: 'ONLINE',
      status: FEATURES,
      scan: 'scrub in progress since Fri Jul 29 19:30:18 2022, 6.21% done, 00:04:01 to go',
      errors: null,
    },
  ],
  [
    'suspended-faulted-io-insufficient-replicas.txt',
    'dozer',
    {
      state: 'UNAVAIL',
      status: FAULTED,
      scan: 'scrub in progress since Mon Mar 20 14:04:56 2017, 75.44% done, 0h4m to go',
      errors: 'List of errors unavailable: pool I/O is currently suspended',
    },
  ],
  ['suspended-state-truncated.txt', 'datapool', { state: 'SUSPENDED', status: FAULTED, scan: null, errors: null }],
] as const) {
  test(`${file}: as expected`, { skip: withoutShared }, () => {
    assert.deepEqual([...parseZpoolStatus(sharedText(`samples/zpool_status/${file}`))], [[pool, expected]])
  })
}
