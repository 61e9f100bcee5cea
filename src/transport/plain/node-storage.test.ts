import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedCall, recordedReply, sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { built, pick } from '../../../test/tools/sources.ts'
import { FailureError } from '../../model/failure.ts'
import { nodeStorage, parsePvesmStatus } from './node-storage.ts'

const HEADER = 'Name          Type     Status           Total            Used       Available        %\n'
const LOCAL = 'local          dir     active            1000             250             700   25.00%\n'

describe('pvesm status', () => {
  it('is read in bytes', () => {
    assert.deepEqual(parsePvesmStatus(HEADER + LOCAL), [
      {
        storage: 'local',
        type: 'dir',
        active: 1,
        enabled: 1,
        total: 1024000,
        used: 256000,
        avail: 716800,
        used_fraction: 0.25,
      },
    ])
  })

  it('takes a warning before the header and between the rows, and the header of PVE 9', () => {
    const text = `mount error: something\n${HEADER.replace('Total ', 'Total (KiB) ')}a warning\n${LOCAL}`
    assert.deepEqual(
      parsePvesmStatus(text).map(({ storage }) => storage),
      ['local'],
    )
  })

  it('trap 10: a storage that is disabled is not offline', () => {
    const rows = parsePvesmStatus(
      `${HEADER}off  nfs  disabled  0  0  0  N/A\ndown  nfs  inactive  0  0  0  0.00%\nfull  dir  active  4  4  0  100.00%\n`,
    )
    assert.deepEqual(
      rows.map(({ active, enabled }) => [active, enabled]),
      [
        [0, 0],
        [0, 1],
        [1, 1],
      ],
    )
  })

  it('fails without a table, so that an error is not taken for a node without storages', () => {
    assert.throws(() => parsePvesmStatus(''), /no table/)
    const dead = { 'pvesm-status': { exit: 111, stderr: 'Unable to load access control list: Connection refused\n' } }
    assert.throws(() => built(nodeStorage, { programs: dead }), /exit code 111: Unable to load access control list/)
  })
})

describe('/nodes/{node}/storage from pvesm', () => {
  it('leaves content and sharing out where storage.cfg cannot be read', () => {
    const files = { '/etc/pve/storage.cfg': new FailureError('forbidden', 'not root') }
    const [row] = built(nodeStorage, { programs: { 'pvesm-status': HEADER + LOCAL }, files }) as object[]
    assert.deepEqual('content' in (row ?? {}) || 'shared' in (row ?? {}), false)
  })

  // `used` and `avail` were recorded at another moment, and the order of `content` is random.
  const KEYS = ['storage', 'type', 'active', 'enabled', 'shared', 'total', 'content']
  const recordings = [
    ['8.4/cli_pvesm_status', '8.4/node_storage', (text: string) => text],
    [
      'traps/unreach_pvesm_status',
      'traps/unreach__nodes_pve1_storage',
      (text: string) => text.replaceAll('\tdisable\n', ''),
    ],
  ] as const
  for (const [printed, reply, configuredThen] of recordings)
    it(`equals what PVE replied: ${reply}`, { skip: withoutShared }, () => {
      const sorted = (rows: unknown): unknown[] =>
        (rows as { content: string }[]).map((row) => ({ ...row, content: row.content.split(',').sort().join() }))
      const rows = built(nodeStorage, {
        programs: { 'pvesm-status': recordedCall(printed).stdout },
        files: { '/etc/pve/storage.cfg': configuredThen(sharedText('pve/8.4/etc-pve/storage.cfg')) },
      })
      assert.deepEqual(pick(sorted(rows), KEYS, 'storage'), pick(sorted(recordedReply(reply)), KEYS, 'storage'))
    })
})
