import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { arbitraryGuest } from '../../test/tools/arbitrary-guest.ts'
import { guestView } from '../../test/tools/guest-view.ts'
import { AT, listed, sampleGuest } from '../../test/tools/sample-guest.ts'
import { failed, read } from '../../test/tools/kept.ts'
import { config } from '../collectors/guest/config.ts'
import { guests } from '../collectors/node/guests.ts'
import { guestDetails } from './guest-details.ts'
import { vmFullDetailsShape } from './guest-shapes.ts'

const GIB = 2 ** 30

describe('a VM of which everything was read', () => {
  const { sections, ...details } = guestDetails(guestView(sampleGuest()))

  it('is called and counted as PVE does', () => {
    const { config: _c, runtime: _r, disks: _d, networks: _n, ...others } = details
    const { ip_addresses: _i, snapshots: _s, agent: _a, ...labels } = others
    assert.deepEqual(labels, {
      vmid: 100,
      name: 'web',
      type: 'qemu',
      node: 'pve1',
      node_id: 1,
      cluster: 'prod',
      remote_id: 3,
      status: 'running',
      qmp_status: 'running',
      lock: null,
      template: false,
      tags: ['web'],
      ha: { state: 'started' },
      pool: 'prod',
      description: 'Line one\nLine two',
      storage_used_bytes: 50 * GIB,
      storage_size_bytes: 100 * GIB,
      collected_at: '2026-01-01T12:00:00.000Z',
      stale: false,
      findings: [],
      problems: [],
    })
  })

  it('uses what the lists of guests say', () => {
    assert.deepEqual(details.runtime, {
      cpu_percent: 25.5,
      cpus: 4,
      mem_used_bytes: 4 * GIB,
      mem_total_bytes: 8 * GIB,
      mem_used_mb: 4096,
      mem_total_mb: 8192,
      mem_percent: 50,
      mem_host_bytes: null,
      mem_source: 'balloon',
      swap_used_bytes: null,
      swap_total_bytes: null,
      root_used_bytes: null,
      root_total_bytes: null,
      uptime_seconds: 86_400,
      diskread_bytes: 3000,
      diskwrite_bytes: 4000,
      netin_bytes: 1000,
      netout_bytes: 2000,
      diskread_bps: null,
      diskwrite_bps: null,
      netin_bps: null,
      netout_bps: null,
      running_machine: 'pc-q35-9.0+pve0',
      running_qemu: '9.0.2',
    })
  })

  it('has its disks with what they take', () => {
    assert.deepEqual(details.disks, [
      {
        disk_name: 'scsi0',
        kind: 'disk',
        storage: 'local-zfs',
        volume: 'vm-100-disk-0',
        base: null,
        dataset: 'rpool/data/vm-100-disk-0',
        path: null,
        mountpoint: null,
        format: 'raw',
        size_bytes: 100 * GIB,
        size_gb: 100,
        used_bytes: 50 * GIB,
        used_gb: 50,
        used_source: 'zfs',
        snapshot_bytes: 5 * GIB,
        referenced_bytes: 45 * GIB,
        reserved_bytes: 0,
        reason: null,
        options: { ssd: '1' },
      },
      {
        disk_name: 'ide2',
        kind: 'cdrom',
        storage: null,
        volume: null,
        base: null,
        dataset: null,
        path: null,
        mountpoint: null,
        format: null,
        size_bytes: null,
        size_gb: null,
        used_bytes: null,
        used_gb: null,
        used_source: null,
        snapshot_bytes: null,
        referenced_bytes: null,
        reserved_bytes: null,
        reason: 'the drive is empty',
        options: { media: 'cdrom' },
      },
    ])
  })

  it('has its interfaces with the addresses the agent tells', () => {
    assert.deepEqual(details.networks, [
      {
        id: 'net0',
        name: null,
        bridge: 'vmbr0',
        model: 'virtio',
        mac: 'BC:24:11:00:00:01',
        vlan: 20,
        trunks: null,
        firewall: true,
        link_down: false,
        rate_mbps: null,
        queues: null,
        mtu: null,
        ipv4: ['192.0.2.100'],
        ipv6: [],
        guest_name: 'ens18',
      },
    ])
    assert.deepEqual(details.ip_addresses, {
      ipv4: ['192.0.2.100'],
      ipv6: [],
      all: ['192.0.2.100'],
      source: 'agent',
      other: [
        { interface: 'lo', addresses: ['127.0.0.1', '::1'] },
        { interface: 'ens18', addresses: ['fe80::1'] },
        { interface: 'docker0', addresses: ['172.17.0.1'] },
      ],
    })
  })

  it('has its snapshots with what each takes', () => {
    assert.deepEqual(details.snapshots, {
      count: 2,
      oldest_at: '2025-12-01T12:00:00.000Z',
      list: [
        {
          name: 'before',
          created_at: '2025-12-01T12:00:00.000Z',
          description: 'clean',
          parent: null,
          with_memory: false,
          size_bytes: GIB,
        },
        {
          name: 'after',
          created_at: '2025-12-02T12:00:00.000Z',
          description: null,
          parent: 'before',
          with_memory: true,
          size_bytes: null,
        },
      ],
      current_parent: 'after',
    })
  })

  it('has what its agent tells', () => {
    assert.deepEqual(details.agent, {
      enabled: true,
      options: { fstrim_cloned_disks: '1' },
      running: true,
      version: '7.2.0',
      os: 'Debian GNU/Linux 12',
      kernel: '6.1.0-30-amd64',
      hostname: 'web',
      filesystems: [{ mountpoint: '/', type: 'ext4', total_bytes: 90 * GIB, used_bytes: 30 * GIB }],
      reason: null,
    })
  })

  it('says how each part was read', () => {
    const parts = ['runtime', 'config', 'disks', 'networks', 'ip_addresses', 'snapshots', 'agent', 'disks.zfs']
    for (const part of parts) assert.equal(sections[part]?.status, 'ok', part)
  })

  it('fits the shape promised', () => {
    const whole = guestDetails(guestView(sampleGuest()))
    assert.deepEqual(vmFullDetailsShape.parse(whole), whole)
  })
})

describe('a guest that was never read', () => {
  const { sections, problems, ...details } = guestDetails(guestView([]))

  it('is unknown in every value, and no list is empty', () => {
    const { status, collected_at, stale, name, tags, template, disks, networks } = details
    assert.deepEqual([status, collected_at, stale], ['unknown', null, false])
    assert.deepEqual([name, tags, template, disks, networks], [null, null, null, null, null])
    for (const part of [details.config, details.runtime, details.ip_addresses, details.snapshots])
      assert.deepEqual(new Set(Object.values(part)), new Set([null]))
    const { reason, ...agent } = details.agent
    assert.deepEqual(new Set(Object.values(agent)), new Set([null]))
    assert.equal(reason, 'not read yet')
  })

  it('says of every section that it was never read', () => {
    assert.deepEqual(new Set(Object.values(sections).map(({ status }) => status)), new Set(['never']))
    assert.deepEqual(
      problems.map(({ section }) => section),
      ['runtime', 'runtime.vm_status', 'config', 'snapshots', 'ip_addresses', 'agent', 'agent.filesystems'],
    )
  })
})

it('trap 34: a guest whose configuration is broken still has its row in the lists', () => {
  const details = guestDetails(
    guestView([read(guests, { guests: [listed()] }, AT), failed(config, 'command-failed', AT)]),
  )
  assert.deepEqual([details.name, details.status, details.disks], ['web', 'running', null])
  assert.equal(details.sections['disks']?.status, 'failed')
})

it('shows any guest in the shape promised, whatever was seen of it', () => {
  fc.assert(
    fc.property(arbitraryGuest, (view) => {
      const details = guestDetails(view)
      assert.deepEqual(vmFullDetailsShape.parse(details), details)
    }),
    { numRuns: 300 },
  )
})
