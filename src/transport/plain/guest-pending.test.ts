import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RECORDED_GUESTS, builtOf } from '../../../test/tools/guest-confs.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { built } from '../../../test/tools/sources.ts'
import { guestPending } from './guest-pending.ts'

type Row = Record<string, unknown>

const byKey = (rows: readonly Row[]): readonly Row[] =>
  rows.toSorted((a, b) => String(a['key']).localeCompare(String(b['key'])))

describe('/pending from files', () => {
  it('gives each key with what it is and what it will be', () => {
    const [ofVm] = guestPending
    assert.ok(ofVm)
    const text = [
      'cores: 2',
      'memory: 512',
      'usb0: spice',
      'net0: a',
      '[PENDING]',
      'cores: 4',
      'tags: x',
      'delete: usb0,!net0;ide2',
    ]
    const programs = { 'guest-configs': text.map((line) => `/etc/pve/qemu-server/100.conf:${line}\n`).join('') }
    assert.deepEqual(built(ofVm, { programs }, { node: 'pve1', vmid: 100 }), [
      { key: 'cores', value: '2', pending: '4' },
      { key: 'memory', value: '512' },
      { key: 'usb0', value: 'spice', delete: 1 },
      { key: 'net0', value: 'a', delete: 2 },
      { key: 'tags', pending: 'x' },
      { key: 'ide2', delete: 1 },
    ])
  })

  // 105 was broken on purpose: see /config.
  for (const guest of RECORDED_GUESTS.filter(({ vmid }) => vmid !== 105))
    it(`equals what PVE replied for ${String(guest.vmid)}`, { skip: withoutShared }, () => {
      const recorded = recordedReply(`8.4/${guest.type}_${String(guest.vmid)}_pending`) as Row[]
      const expected = recorded
        .filter(({ key }) => key !== 'digest')
        .map((row) => ({
          ...row,
          ...('value' in row && { value: String(row['value']) }),
          ...('pending' in row && { pending: String(row['pending']) }),
        }))
      assert.deepEqual(byKey(builtOf(guestPending, guest) as Row[]), byKey(expected))
    })
})
