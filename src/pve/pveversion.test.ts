import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parsePveversion } from './pveversion.ts'

describe('pveversion', () => {
  it('trap 4: takes the version of pve-manager, not of the running kernel', () => {
    const table: [string, string, string, string | null][] = [
      ['pve-manager/8.4.21/2606ac850d46da29 (running kernel: 6.8.12-9-pve)\n', '8.4.21', '8.4', '2606ac850d46da29'],
      ['pve-manager/7.4-20/5d6e3351 (running kernel: 5.15.143-1-pve)\n', '7.4-20', '7.4', '5d6e3351'],
      ['a warning about 1.2.3\npve-manager/9.2.11 (running kernel: 6.17.2-1-pve)', '9.2.11', '9.2', null],
    ]
    for (const [text, version, release, repoid] of table)
      assert.deepEqual(parsePveversion(text), { version, release, repoid })
  })

  it('finds none in any other text', () => {
    assert.equal(parsePveversion('proxmox-ve: 8.4.0 (running kernel: 6.8.12-9-pve)'), null)
    fc.assert(fc.property(fc.string(), (text) => parsePveversion(text) === null || text.includes('pve-manager/')))
  })
})
