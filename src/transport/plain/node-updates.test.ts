import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { built } from '../../../test/tools/sources.ts'
import { Absent } from '../../model/failure.ts'
import { nodeUpdates } from './node-updates.ts'

const PENDING = [
  { Package: 'apt', Version: '2.6.2', OldVersion: '2.6.1', Origin: 'Debian' },
  { Package: 'sed', Version: '4.9-2', OldVersion: '4.9-1', Origin: 'Debian' },
]
const pkgupdates = (text: string): { '/var/lib/pve-manager/pkgupdates': string } => ({
  '/var/lib/pve-manager/pkgupdates': text,
})

describe('/nodes/{node}/apt/update from the list that PVE keeps', () => {
  it('takes out what has been installed since the list was made', () => {
    const programs = { 'installed-packages': 'apt 2.6.2\nsed 4.9-1\n' }
    assert.deepEqual(built(nodeUpdates, { programs, files: pkgupdates(JSON.stringify(PENDING)) }), [PENDING[1]])
  })

  it('gives the list as it is where the installed versions are not known', () => {
    assert.deepEqual(built(nodeUpdates, { files: pkgupdates(JSON.stringify(PENDING)) }), PENDING)
  })

  it('has an empty list for an empty list, and none for none', () => {
    assert.deepEqual(built(nodeUpdates, { files: pkgupdates('[]\n') }), [])
    assert.throws(() => built(nodeUpdates, {}), Absent)
    for (const text of ['', '{}', '[{"Package":"apt"}]', '[1]'])
      assert.throws(() => built(nodeUpdates, { files: pkgupdates(text) }), /pkgupdates is not/)
  })

  it('gives what PVE replied, which is that list', { skip: withoutShared }, () => {
    const recorded = recordedReply('8.4/node_apt_update')
    assert.deepEqual(built(nodeUpdates, { files: pkgupdates(JSON.stringify(recorded)) }), recorded)
  })
})
