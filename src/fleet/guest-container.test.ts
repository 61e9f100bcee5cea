import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guestView } from '../../test/tools/guest-view.ts'
import { absent, read } from '../../test/tools/kept.ts'
import { AT, configured, container } from '../../test/tools/sample-guest.ts'
import { addresses } from '../collectors/guest/addresses.ts'
import { containerStatus } from '../collectors/node/container-status.ts'
import { guestDetails } from './guest-details.ts'

const GIB = 2 ** 30

describe('a container', () => {
  const raw = {
    arch: 'amd64',
    features: 'nesting=1,keyctl=1',
    hostname: 'dns',
    net0: 'name=eth0,bridge=vmbr0,hwaddr=BC:24:11:20:00:01,ip=192.0.2.200/24,type=veth',
    ostype: 'debian',
    swap: '0',
    unprivileged: '1',
  }
  const looks = [configured(raw), read(containerStatus, { containers: [container()] }, AT), absent(addresses, AT, null)]
  const details = guestDetails(guestView(looks, { type: 'lxc' }))

  it('trap 32: is called by its hostname', () => {
    assert.equal(guestDetails(guestView([configured(raw)], { type: 'lxc' })).name, 'dns')
  })

  it('has settings of containers and none of VMs', () => {
    const { unprivileged, features, swap_mb, memory, cores, vcpus, arch } = details.config
    assert.deepEqual([unprivileged, swap_mb, memory, cores, vcpus, arch], [true, 0, 512, null, null, 'amd64'])
    assert.deepEqual(features, { nesting: '1', keyctl: '1' })
    const { sockets, cpu_type, numa, balloon_mb, bios, machine, scsihw, vga, boot, hotplug, cloud_init } =
      details.config
    const ofVms = [sockets, cpu_type, numa, balloon_mb, bios, machine, scsihw, vga, boot, hotplug, cloud_init]
    assert.deepEqual(new Set(ofVms), new Set([null]))
  })

  it('has memory, swap and root file system as the node counts them', () => {
    const { mem_source, mem_used_bytes, swap_used_bytes, swap_total_bytes, root_used_bytes, root_total_bytes } =
      details.runtime
    assert.deepEqual([mem_source, mem_used_bytes], ['cgroup', GIB])
    assert.deepEqual([swap_used_bytes, swap_total_bytes], [0, GIB / 2])
    assert.deepEqual([root_used_bytes, root_total_bytes], [3 * GIB, 8 * GIB])
  })

  it('has no agent', () => {
    assert.deepEqual(details.agent, {
      enabled: null,
      options: null,
      running: null,
      version: null,
      os: null,
      kernel: null,
      hostname: null,
      filesystems: null,
      reason: 'a container has no guest agent',
    })
    assert.equal('agent' in details.sections, false)
  })
})
