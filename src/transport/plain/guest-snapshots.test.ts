import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RECORDED_GUESTS, builtOf } from '../../../test/tools/guest-confs.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { built } from '../../../test/tools/sources.ts'
import { guestSnapshots } from './guest-snapshots.ts'

const [ofVm, ofContainer] = guestSnapshots

describe('/snapshot from files', () => {
  it('trap 30: ends with what is now, which is no snapshot', () => {
    assert.ok(ofVm && ofContainer)
    const text = [
      'parent: s2',
      '[s1]',
      '#first',
      'snaptime: 100',
      'vmstate: local:x',
      '[s2]',
      'parent: s1',
      'snaptime: soon',
      'snapstate: delete',
    ]
    const printed = (file: string): string => text.map((line) => `/etc/pve/${file}:${line}\n`).join('')
    const current = { name: 'current', description: 'You are here!', parent: 's2' }
    const vm = { programs: { 'guest-configs': printed('qemu-server/100.conf') } }
    assert.deepEqual(built(ofVm, vm, { node: 'pve1', vmid: 100 }), [
      { name: 's1', snaptime: 100, description: 'first', vmstate: 1 },
      { name: 's2', description: '', parent: 's1', snapstate: 'delete', vmstate: 0 },
      current,
    ])
    const container = { programs: { 'guest-configs': printed('lxc/200.conf') } }
    assert.deepEqual(built(ofContainer, container, { node: 'pve1', vmid: 200 }), [
      { name: 's1', snaptime: 100, description: 'first\n' },
      { name: 's2', description: '', parent: 's1', snapstate: 'delete' },
      current,
    ])
  })

  for (const guest of RECORDED_GUESTS)
    it(`equals what PVE replied for ${String(guest.vmid)}`, { skip: withoutShared }, () => {
      const recorded = recordedReply(`8.4/${guest.type}_${String(guest.vmid)}_snapshot`) as Record<string, unknown>[]
      const expected = recorded.map(({ digest: _digest, running: _running, ...row }) => row)
      const byName = (rows: typeof recorded): typeof recorded =>
        rows.toSorted((a, b) => String(a['name']).localeCompare(String(b['name'])))
      assert.deepEqual(byName(builtOf(guestSnapshots, guest) as typeof recorded), byName(expected))
    })
})
