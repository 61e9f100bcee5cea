import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { recordedReply, sharedText, withoutShared } from '../../test/tools/shared.ts'
import type { GuestType } from '../model/observation.ts'
import { defaultKeyOf } from './default-keys.ts'
import { cloudInitIn } from './guest-cloud-init.ts'
import { agentIn, smbiosIn, tagsIn, vcpusIn } from './guest-config.ts'
import type { RawConfig } from './guest-config.ts'
import { disksIn } from './guest-disks.ts'
import { netsIn } from './guest-nets.ts'
import { passthroughIn } from './guest-passthrough.ts'
import { parsePropertyString, printPropertyString } from './property-string.ts'

interface Recorded {
  readonly name: string
  readonly type: GuestType
  readonly raw: RawConfig
}

/** Texts of a recorded reply; raw lines of LXC come as a list. */
const rawOf = (reply: unknown): RawConfig =>
  Object.fromEntries(
    Object.entries(reply as Record<string, unknown>)
      .filter(([, value]) => !Array.isArray(value))
      .map(([key, value]) => [key, String(value)]),
  )

const recorded = (name: string): Recorded => ({
  name,
  type: name.includes('lxc') ? 'lxc' : 'qemu',
  raw: rawOf(recordedReply(name)),
})

function all(): Recorded[] {
  const names = ['7.4', '8.4', '9.2'].flatMap((version) =>
    readdirSync(join(import.meta.dirname, '../../../shared/pve', version))
      .filter((file) => /^(qemu|lxc)_.*_config.*\.json$/.test(file))
      .map((file) => `${version}/${file.replace('.json', '')}`),
  )
  const batch = JSON.parse(sharedText('pve/9.2/execute/stdout')) as { data?: unknown }[]
  return [...names.map(recorded), { name: '9.2 in a batch', type: 'qemu', raw: rawOf(batch[3]?.data) }]
}

/** What of a guest has a disk's, a network's or a device's key, by another measure than the code's. */
const DISK = /^((scsi|virtio|sata|ide|efidisk|tpmstate|unused|mp)\d+|rootfs)$/
const HANDED = /^(hostpci|usb|dev)\d+$/

const count = (raw: RawConfig, key: RegExp): number => Object.keys(raw).filter((each) => key.test(each)).length

describe('recorded guests of PVE 7, 8 and 9', { skip: withoutShared }, () => {
  it('are all read, every disk, interface and device of them', () => {
    const guests = all()
    assert.ok(guests.length >= 33, String(guests.length))
    for (const { name, type, raw } of guests) {
      const disks = disksIn(type, raw)
      assert.equal(disks.length, count(raw, DISK), name)
      for (const { storage, volume, path, options, key } of disks)
        assert.ok((storage !== null && volume !== null) || path !== null || 'media' in options, `${name} ${key}`)
      const nets = netsIn(type, raw)
      assert.equal(nets.length, count(raw, /^net\d+$/), name)
      for (const { mac, bridge, model } of nets) assert.ok(mac !== null && bridge !== null && model !== null, name)
      const { pci, usb, devices } = passthroughIn(type, raw)
      assert.equal(pci.length + usb.length + devices.length, count(raw, HANDED), name)
    }
  })

  it('print as they were', () => {
    for (const { name, type, raw } of all())
      for (const [key, text] of Object.entries(raw))
        assert.equal(printPropertyString(parsePropertyString(text, defaultKeyOf(type, key))), text, `${name} ${key}`)
  })

  it('have the values that their configuration has', () => {
    const { raw } = recorded('8.4/qemu_100_config_current')
    assert.deepEqual(
      disksIn('qemu', raw).map(({ key, kind, storage, volume, format, sizeBytes }) => [
        key,
        kind,
        storage && `${storage}:${volume ?? ''}`,
        format,
        sizeBytes,
      ]),
      [
        ['scsi0', 'disk', 'local:100/vm-100-disk-1.qcow2', 'qcow2', 34359738368],
        ['scsi1', 'disk', 'local-lvm:vm-100-disk-2', 'raw', 536870912000],
        ['scsi2', 'passthrough', null, null, 4000787030016],
        ['virtio0', 'disk', 'tank-vm:vm-100-disk-0', 'raw', 1099511627776],
        ['ide0', 'cloudinit', 'local:100/vm-100-cloudinit.qcow2', 'qcow2', 4194304],
        ['ide2', 'cdrom', 'local:iso/debian-12.11.0-amd64-netinst.iso', null, 702545920],
        ['efidisk0', 'efidisk', 'local:100/vm-100-disk-0.qcow2', 'qcow2', 540672],
        ['tpmstate0', 'tpmstate', 'local-lvm:vm-100-disk-3', 'raw', 4194304],
        ['unused0', 'unused', 'local-lvm:vm-100-disk-9', 'raw', null],
      ],
    )
    assert.deepEqual(
      netsIn('qemu', raw).map(({ model, vlan, trunks, rateMbps, linkDown, ipv4Configured }) => [
        model,
        vlan,
        trunks,
        rateMbps,
        linkDown,
        ipv4Configured,
      ]),
      [
        ['virtio', 50, [60, 70, 80], null, false, ['192.0.2.100']],
        ['virtio', null, null, 12.5, true, []],
        ['e1000', null, null, null, false, []],
      ],
    )
    assert.deepEqual(agentIn(raw), { enabled: true, options: { fstrim_cloned_disks: '1' } })
    assert.equal(vcpusIn('qemu', raw), 4)
    assert.deepEqual(tagsIn(raw['tags'] ?? ''), ['prod', 'web'])
    assert.deepEqual(cloudInitIn(raw)?.sshKeys, 1)
    assert.equal(smbiosIn(raw)['product'], 'WebServer')
  })
})
