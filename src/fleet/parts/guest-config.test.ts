import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guestView } from '../../../test/tools/guest-view.ts'
import { configured, sampleGuest } from '../../../test/tools/sample-guest.ts'
import { guestConfig } from './guest-config.ts'

it('a VM is configured in the words of the contract', () => {
  const { raw, ...settings } = guestConfig(guestView(sampleGuest()))
  assert.deepEqual(settings, {
    cores: 2,
    sockets: 2,
    vcpus: 4,
    cpu_type: 'host',
    cpu_limit: 3.5,
    cpu_units: 2048,
    numa: true,
    memory: 8192,
    balloon_mb: 4096,
    swap_mb: null,
    ostype: 'l26',
    arch: null,
    bios: 'ovmf',
    machine: 'q35',
    scsihw: 'virtio-scsi-single',
    vga: 'virtio',
    boot: 'order=scsi0',
    hotplug: 'disk,network',
    onboot: true,
    startup: 'order=2,up=30',
    protection: true,
    hookscript: 'local:snippets/hook.pl',
    firewall: true,
    unprivileged: null,
    features: null,
    nameserver: null,
    search_domain: null,
    cloud_init: null,
    passthrough: [{ key: 'hostpci0', device: '0000:01:00', mapping: null, options: { pcie: '1' } }],
    lxc: [],
    pending: [{ key: 'memory', value: '16384', delete: false }],
  })
  assert.equal(raw?.['scsi0'], 'local-zfs:vm-100-disk-0,size=100G,ssd=1')
})

describe('what PVE leaves out of a configuration', () => {
  const settings = (raw: Record<string, string>, type: 'qemu' | 'lxc' = 'qemu') =>
    guestConfig(guestView([configured(raw)], { type }))

  it('has the default of its schema', () => {
    const { cores, sockets, vcpus, memory, cpu_type, bios, scsihw, onboot, protection, numa, firewall } = settings({})
    assert.deepEqual([cores, sockets, vcpus, memory], [1, 1, 1, 512])
    assert.deepEqual([cpu_type, bios, scsihw], ['kvm64', 'seabios', 'lsi'])
    assert.deepEqual([onboot, protection, numa, firewall], [false, false, false, false])
    const { cpu_limit, cpu_units, balloon_mb, machine } = settings({})
    assert.deepEqual([cpu_limit, cpu_units, balloon_mb, machine], [null, null, null, null])
    const { memory: ofContainer, swap_mb } = settings({}, 'lxc')
    assert.deepEqual([ofContainer, swap_mb], [512, 512])
  })

  it('trap 27: numbers come as texts; what is none is unknown', () => {
    assert.equal(settings({ memory: '16384' }).memory, 16_384)
    assert.equal(settings({ memory: 'current=2048' }).memory, 2048)
    assert.equal(settings({ memory: 'much' }).memory, null)
    assert.equal(settings({ cores: 'abc' }).cores, null)
    assert.equal(settings({ cpulimit: '0' }).cpu_limit, null)
    assert.equal(settings({ balloon: '0' }).balloon_mb, 0)
  })

  it('shows what cloud-init is told, but no keys', () => {
    const { cloud_init } = settings({
      ciuser: 'debian',
      ipconfig0: 'ip=192.0.2.100/24,gw=192.0.2.1,ip6=auto',
      nameserver: '192.0.2.53',
      sshkeys: 'ssh-ed25519%20AAAA%20max%0A',
    })
    assert.deepEqual(cloud_init, {
      user: 'debian',
      addresses: [{ id: 'net0', ipv4: '192.0.2.100/24', gateway4: '192.0.2.1', ipv6: 'auto', gateway6: null }],
      nameservers: ['192.0.2.53'],
      search_domain: null,
      ssh_keys: 1,
      custom: null,
    })
  })

  it('shows every device of the node that is handed through', () => {
    const vm = settings({
      hostpci1: 'mapping=gpu,mdev=nvidia-35',
      usb0: 'host=046d:c52b,usb3=1',
      serial0: '/dev/ttyS0',
    })
    assert.deepEqual(vm.passthrough, [
      { key: 'hostpci1', device: null, mapping: 'gpu', options: { mdev: 'nvidia-35' } },
      { key: 'usb0', device: '046d:c52b', mapping: null, options: { usb3: '1' } },
      { key: 'serial0', device: '/dev/ttyS0', mapping: null, options: {} },
    ])
    assert.deepEqual(settings({ dev0: '/dev/dri/renderD128,gid=104' }, 'lxc').passthrough, [
      { key: 'dev0', device: '/dev/dri/renderD128', mapping: null, options: { gid: '104' } },
    ])
  })
})

it('trap 36: pending changes are shown apart from what is in force', () => {
  const { memory, pending } = guestConfig(guestView(sampleGuest()))
  assert.deepEqual([memory, pending?.[0]?.value], [8192, '16384'])
})
