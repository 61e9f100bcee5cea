import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedCall, recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { built } from '../../../test/tools/sources.ts'
import { Absent } from '../../model/failure.ts'
import { nodeVersion } from './node-version.ts'

describe('/nodes/{node}/version from pveversion', () => {
  it('leaves the repository id out where there is none', () => {
    const programs = { pveversion: 'pve-manager/9.0.3 (running kernel: 6.14.8-2-pve)\n' }
    assert.deepEqual(built(nodeVersion, { programs }), { version: '9.0.3', release: '9.0' })
  })

  it('fails on other words and on an error, and is absent where it is not PVE', () => {
    assert.throws(() => built(nodeVersion, { programs: { pveversion: 'hello\n' } }), /version of pve-manager/)
    const dead = { pveversion: { exit: 2, stderr: 'first\nno such module\n' } }
    assert.throws(() => built(nodeVersion, { programs: dead }), {
      message: 'pveversion ended with exit code 2: no such module',
    })
    assert.throws(() => built(nodeVersion, {}), Absent)
  })

  it('equals what PVE replied: 8.4', { skip: withoutShared }, () => {
    const programs = { pveversion: recordedCall('8.4/cli_pveversion').stdout }
    assert.deepEqual(built(nodeVersion, { programs }), recordedReply('8.4/node_version'))
  })
})
