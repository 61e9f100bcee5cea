import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RECORDED_GUESTS, builtOf } from '../../../test/tools/guest-confs.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { built } from '../../../test/tools/sources.ts'
import { guestConfig } from './guest-config.ts'

describe('/config from files', () => {
  it('gives what is set now as text, and the raw lines of a container', () => {
    const [, ofContainer] = guestConfig
    assert.ok(ofContainer)
    const text = ['hostname: dns', 'memory: 512', 'lxc.idmap: u 0 1 2', '[pve:pending]', 'memory: 1024']
    const programs = { 'guest-configs': text.map((line) => `/etc/pve/lxc/200.conf:${line}\n`).join('') }
    assert.deepEqual(built(ofContainer, { programs }, { node: 'pve1', vmid: 200 }), {
      hostname: 'dns',
      memory: '512',
      lxc: [['lxc.idmap', 'u 0 1 2']],
    })
  })

  /** Values of PVE as text, the digest left out. */
  const asText = (values: [string, unknown][]): unknown =>
    Object.fromEntries(
      values
        .filter(([key]) => key !== 'digest')
        .map(([key, value]) => [key, Array.isArray(value) ? value : String(value)]),
    )

  /** What PVE's schema of that version refuses in the guest that was broken on purpose. */
  const REFUSED = {
    cores: 'abc',
    name: 'broken_line',
    thisoptiondoesnotexist: '1',
    net0: 'virtio=ZZ:not-a-mac,bridge=vmbr0',
  }

  for (const guest of RECORDED_GUESTS)
    it(`equals what PVE replied for ${String(guest.vmid)}`, { skip: withoutShared }, () => {
      const name = `8.4/${guest.type}_${String(guest.vmid)}`
      const pending = recordedReply(`${name}_pending`) as { key: string; value: unknown }[]
      const { lxc = [] } = recordedReply(`${name}_config`) as { lxc?: unknown[] }
      const current = pending.map(({ key, value }): [string, unknown] => [key, value])
      const raw = lxc.length > 0 ? [['lxc', lxc] as [string, unknown]] : []
      const refused = guest.vmid === 105 ? Object.entries(REFUSED) : []
      assert.deepEqual(builtOf(guestConfig, guest), asText([...current, ...raw, ...refused]))
    })

  it('equals what PVE replied for the current configuration', { skip: withoutShared }, () => {
    const recorded = Object.entries(recordedReply('8.4/qemu_100_config_current') as object) as [string, unknown][]
    assert.deepEqual(builtOf(guestConfig, { type: 'qemu', vmid: 100 }), asText(recorded))
  })
})
