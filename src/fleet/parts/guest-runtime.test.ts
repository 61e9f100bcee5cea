import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guestView } from '../../../test/tools/guest-view.ts'
import { read } from '../../../test/tools/kept.ts'
import { AT, listed, vm } from '../../../test/tools/sample-guest.ts'
import { guests } from '../../collectors/node/guests.ts'
import { vmStatus } from '../../collectors/node/vm-status.ts'
import { guestItem } from '../guest-item.ts'
import { guestRuntime } from './guest-runtime.ts'

const GIB = 2 ** 30

const inList = (more: Parameters<typeof listed>[0]) => read(guests, { guests: [listed(more)] }, AT)
const ofVm = (more: Parameters<typeof vm>[0]) => read(vmStatus, { vms: [vm(more)] }, AT)

describe('what a guest uses', () => {
  it('trap 1: the share of its own processors comes from the list of guests, and from nowhere else', () => {
    assert.equal(guestRuntime(guestView([inList({ cpuRatio: 0.255 })])).cpu_percent, 25.5)
    assert.equal(guestRuntime(guestView([ofVm({})])).cpu_percent, null)
  })

  it('is zero only where PVE says zero', () => {
    const idle = { cpuRatio: 0, uptimeSeconds: 0, netinBytes: 0, memoryUsedBytes: 0 }
    const { cpu_percent, uptime_seconds, netin_bytes, mem_used_bytes, mem_used_mb, mem_percent } = guestRuntime(
      guestView([inList(idle)]),
    )
    const zeros = [cpu_percent, uptime_seconds, netin_bytes, mem_used_bytes, mem_used_mb, mem_percent]
    assert.deepEqual(zeros, [0, 0, 0, 0, 0, 0])
  })

  it('trap 24: memory is shown as it was told, also beyond what the VM has, and says by whom', () => {
    const more = { memoryUsedBytes: 9 * GIB, memoryTotalBytes: 8 * GIB }
    const { mem_used_bytes, mem_percent, mem_source } = guestRuntime(
      guestView([inList(more), ofVm({ balloonReports: false })]),
    )
    assert.deepEqual([mem_used_bytes, mem_percent, mem_source], [9 * GIB, 112.5, 'host'])
    assert.equal(guestRuntime(guestView([inList(more), ofVm({ balloonReports: true })])).mem_source, 'balloon')
    assert.equal(guestRuntime(guestView([inList(more)])).mem_source, null)
    assert.equal(guestRuntime(guestView([inList(more)], { type: 'lxc' })).mem_source, 'cgroup')
  })

  it('has no source of memory nobody told', () => {
    const unknown = { memoryUsedBytes: null }
    assert.equal(guestRuntime(guestView([inList(unknown), ofVm(unknown)])).mem_source, null)
  })

  it('trap 23: has no root file system of a VM, where PVE has the size of a disk and 0', () => {
    const row = inList({ rootUsedBytes: 0, rootTotalBytes: 32 * GIB })
    const ofVmOnly = guestRuntime(guestView([row]))
    assert.deepEqual([ofVmOnly.root_used_bytes, ofVmOnly.root_total_bytes], [null, null])
    const ofContainer = guestRuntime(guestView([row], { type: 'lxc' }))
    assert.deepEqual([ofContainer.root_used_bytes, ofContainer.root_total_bytes], [0, 32 * GIB])
  })

  it('comes from the list of VMs where the list of guests does not say', () => {
    const looks = [inList({ memoryUsedBytes: null, netinBytes: null, uptimeSeconds: null }), ofVm({})]
    const { mem_used_bytes, netin_bytes, uptime_seconds } = guestRuntime(guestView(looks))
    assert.deepEqual([mem_used_bytes, netin_bytes, uptime_seconds], [4 * GIB, 900, 86_390])
  })

  it('is not what it used while it still ran', () => {
    const stopped = inList({ status: 'stopped', cpuRatio: null, memoryUsedBytes: null, uptimeSeconds: 0 })
    const before = read(vmStatus, { vms: [vm({})] }, AT - 1)
    const { mem_used_bytes, mem_source, uptime_seconds, running_qemu } = guestRuntime(guestView([stopped, before]))
    assert.deepEqual([mem_used_bytes, mem_source, uptime_seconds, running_qemu], [null, null, 0, null])
  })

  it('has rates from the look before the newest', () => {
    const before = {
      at: AT - 10_000,
      uptimeSeconds: 86_390,
      netinBytes: 0,
      netoutBytes: 2000,
      diskreadBytes: null,
      diskwriteBytes: 5000,
    }
    const { netin_bps, netout_bps, diskread_bps, diskwrite_bps } = guestRuntime(guestView([inList({})], { before }))
    assert.deepEqual([netin_bps, netout_bps, diskread_bps, diskwrite_bps], [100, 0, null, null])
    assert.equal(guestItem(guestView([inList({})], { before })).net_bps, 100)
  })
})
