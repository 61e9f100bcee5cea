import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { arbitraryGuest } from '../../test/tools/arbitrary-guest.ts'
import { guestView } from '../../test/tools/guest-view.ts'
import { absent, read } from '../../test/tools/kept.ts'
import { AT, configured, container, sampleGuest } from '../../test/tools/sample-guest.ts'
import { agent } from '../collectors/guest/agent.ts'
import { containerStatus } from '../collectors/node/container-status.ts'
import { guestDetails } from './guest-details.ts'
import { guestItem, isSettled, settledPart } from './guest-item.ts'
import { guestItemShape } from './guest-shapes.ts'

const GIB = 2 ** 30

it('shows a guest as a row of a list', () => {
  assert.deepEqual(guestItem(guestView(sampleGuest())), {
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
    collected_at: '2026-01-01T12:00:00.000Z',
    stale: false,
    cpu_percent: 25.5,
    cpus: 4,
    mem_used_bytes: 4 * GIB,
    mem_total_bytes: 8 * GIB,
    mem_percent: 50,
    uptime_seconds: 86_400,
    net_bps: null,
    storage_used_bytes: 50 * GIB,
    storage_size_bytes: 100 * GIB,
    ip_addresses: ['192.0.2.100'],
    macs: ['BC:24:11:00:00:01'],
    bridges: ['vmbr0'],
    vlans: [20],
    snapshots: { count: 2, oldest_at: '2025-12-01T12:00:00.000Z' },
    agent: { running: true },
    os: 'Debian GNU/Linux 12',
    problems: [],
  })
})

describe('a row', () => {
  it('names each bridge and VLAN once', () => {
    const { macs, bridges, vlans } = guestItem(
      guestView([
        configured({
          net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=20',
          net1: 'virtio=BC:24:11:00:00:02,bridge=vmbr0,tag=20',
          net2: 'virtio=BC:24:11:00:00:03,bridge=vmbr1',
        }),
      ]),
    )
    assert.deepEqual([macs?.length, bridges, vlans], [3, ['vmbr0', 'vmbr1'], [20]])
  })

  it('has the system it is set up for where no agent names it', () => {
    assert.equal(guestItem(guestView([configured({ ostype: 'win11' }), absent(agent, AT)])).os, 'win11')
  })

  it('is unknown in every value of a guest that was never read, and no list is empty', () => {
    const { ip_addresses, macs, bridges, vlans, snapshots, tags, os, cpus, storage_used_bytes } = guestItem(
      guestView([]),
    )
    const values = [ip_addresses, macs, bridges, vlans, snapshots.count, tags, os, cpus, storage_used_bytes]
    assert.deepEqual(new Set(values), new Set([null]))
  })

  it('follows what a live round says of the root file system of a container, and keeps what only an inventory changes', () => {
    const holding = (rootUsedBytes: number | null) =>
      guestView(
        [
          configured({ rootfs: 'ceph:vm-100-disk-0,size=8G' }),
          read(containerStatus, { containers: [container({ rootUsedBytes })] }, AT),
        ],
        { type: 'lxc' },
      )
    const settled = settledPart(holding(3 * GIB))
    const later = holding(5 * GIB)
    assert.equal(isSettled(settled, later), true)
    assert.equal(guestItem(later, settled).storage_used_bytes, 5 * GIB)
    assert.deepEqual(guestItem(later, settled), guestItem(later))
    assert.equal(isSettled(settled, holding(null)), false)
  })

  it('is stale when its newest value is older than three intervals', () => {
    const stale = (now: number) => guestItem(guestView(sampleGuest(), { now })).stale
    assert.deepEqual([stale(AT + 30 * 60_000), stale(AT + 30 * 60_000 + 1)], [false, true])
  })
})

it('shows any guest in the shape promised and as its page does, whatever was seen of it', () => {
  fc.assert(
    fc.property(arbitraryGuest, (view) => {
      const item = guestItem(view)
      assert.deepEqual(guestItemShape.parse(item), item)
      const { status, name, storage_used_bytes, ip_addresses, agent: told, runtime, snapshots } = guestDetails(view)
      assert.deepEqual(
        [item.status, item.name, item.storage_used_bytes, item.ip_addresses, item.agent.running],
        [status, name, storage_used_bytes, ip_addresses.all, told.running],
      )
      assert.deepEqual([item.cpu_percent, item.snapshots.count], [runtime.cpu_percent, snapshots.count])
    }),
    { numRuns: 300 },
  )
})
