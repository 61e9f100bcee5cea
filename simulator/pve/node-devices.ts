import type { Disk } from '../fleet/disk.ts'
import type { Iface } from '../fleet/network.ts'
import { dice } from '../dice.ts'
import { partitionName, partitionsOf } from '../node/blocks.ts'
import { commentOf } from '../node/etc-files.ts'
import type { View } from '../state/view.ts'
import type { Json, Path } from './reply.ts'

/** As read from /etc/network/interfaces; numbers in it stay strings. */
function network(view: View): Json {
  const rows = view.node.ifaces.map((iface, index) => ifaceRow(view, iface, index + 3))
  return dice(view.node.label, 'network', Math.floor(view.seconds)).shuffled(rows)
}

function ifaceRow(view: View, iface: Iface, priority: number): Json {
  const { kind, auto } = iface
  const active = auto || view.node.ifaces.some(({ members }) => members?.includes(iface.name))
  const comment = commentOf(view, iface)
  return {
    ...(active && { active: 1 }),
    ...(auto && { autostart: 1 }),
    ...(kind === 'eth' && { exists: 1 }),
    ...(kind === 'vlan' && { exists: null }),
    families: iface.cidr6 === undefined ? ['inet'] : ['inet', 'inet6'],
    iface: iface.name,
    method: iface.cidr === undefined ? 'manual' : 'static',
    method6: iface.cidr6 === undefined ? 'manual' : 'static',
    priority,
    type: kind,
    ...addressEntries(iface),
    ...kindEntries(iface),
    ...(iface.mtu !== undefined && { mtu: String(iface.mtu) }),
    ...(comment !== null && { comments: `${comment}\n` }),
  }
}

function addressEntries({ cidr, gateway, cidr6, gateway6 }: Iface): Record<string, Json> {
  const [address, netmask] = cidr?.split('/') ?? []
  const [address6, netmask6] = cidr6?.split('/') ?? []
  return {
    ...(cidr !== undefined && { address: address ?? '', cidr, netmask: netmask ?? '' }),
    ...(gateway !== undefined && { gateway }),
    ...(cidr6 !== undefined && { address6: address6 ?? '', cidr6, netmask6: netmask6 ?? '' }),
    ...(gateway6 !== undefined && { gateway6 }),
  }
}

function kindEntries({ kind, members = [], vlanAware, bondMode, vlanId, parent }: Iface): Record<string, Json> {
  switch (kind) {
    case 'eth':
      return {}
    case 'bridge':
      return {
        bridge_fd: '0',
        bridge_ports: members.join(' '),
        bridge_stp: 'off',
        ...(vlanAware && { bridge_vids: '2-4094', bridge_vlan_aware: 1 }),
      }
    case 'bond':
      return {
        bond_miimon: '100',
        bond_mode: bondMode ?? 'balance-rr',
        slaves: members.join(' '),
        ...(bondMode === '802.3ad' ? { bond_xmit_hash_policy: 'layer3+4' } : { 'bond-primary': members[0] ?? '' }),
      }
    case 'vlan':
      return { 'vlan-id': String(vlanId ?? 0), 'vlan-raw-device': parent ?? '' }
  }
}

const USES: Readonly<Record<string, string>> = { zfs_member: 'ZFS', LVM2_member: 'LVM', vfat: 'EFI' }

function disks(view: View, args: Readonly<Record<string, string | number>>): Json {
  const { machine, cluster } = view.node
  return machine.disks.flatMap((disk) => {
    const partitions = partitionsOf(disk, cluster.layout)
    const largest = partitions.toSorted((a, b) => b.bytes - a.bytes)[0]
    const used = disk.use === 'bulk' && cluster.layout.ceph ? 'LVM' : USES[largest?.fstype ?? '']
    const whole = diskRow(view, disk, used, String(args['skipsmart'] ?? 0) !== '1')
    if (String(args['include-partitions'] ?? 0) !== '1') return [whole]
    return [
      whole,
      ...partitions.map((part) => ({
        devpath: `/dev/${partitionName(disk, part.number)}`,
        gpt: 1,
        parent: `/dev/${disk.name}`,
        size: part.bytes,
        type: 'partition',
      })),
    ]
  })
}

const diskRow = (view: View, disk: Disk, used: string | undefined, smart: boolean): Json => ({
  devpath: `/dev/${disk.name}`,
  by_id_link: `/dev/disk/by-id/${disk.kind === 'nvme' ? 'nvme' : 'ata'}-${disk.model.replaceAll(' ', '_')}_${disk.serial}`,
  gpt: used === undefined ? 0 : 1,
  health: !smart ? 'UNKNOWN' : disk.failing ? 'FAILED' : 'PASSED',
  model: disk.model.replaceAll(' ', '_'),
  osdid: -1,
  ...(view.node.release.line !== '7.4' && { 'osdid-list': null }),
  rpm: disk.kind === 'hdd' ? 7200 : 0,
  serial: disk.serial,
  size: disk.sizeBytes,
  type: disk.kind,
  ...(used !== undefined && { used }),
  vendor: disk.kind === 'nvme' ? 'unknown' : 'ATA     ',
  // What is left of its life, not what is gone.
  wearout: smart && disk.kind !== 'hdd' ? Math.max(0, 100 - disk.wearPercent) : 'N/A',
  wwn: disk.wwn,
})

interface PciDevice {
  readonly id: string
  readonly class: string
  readonly vendor: readonly [code: string, name: string]
  readonly device: readonly [code: string, name: string]
}

function pciDevices({ node: { machine } }: View): PciDevice[] {
  const amd = machine.model.cpu.vendor === 'AuthenticAMD'
  const maker = amd
    ? (['0x1022', 'Advanced Micro Devices, Inc. [AMD]'] as const)
    : (['0x8086', 'Intel Corporation'] as const)
  const nvme = machine.disks.filter(({ kind }) => kind === 'nvme')
  return [
    {
      id: '0000:00:17.0',
      class: '0x010601',
      vendor: maker,
      device: ['0xa352', amd ? 'FCH SATA Controller [AHCI mode]' : 'Cannon Lake PCH SATA AHCI Controller'],
    },
    { id: '0000:00:14.0', class: '0x0c0330', vendor: maker, device: ['0xa36d', 'USB 3.1 xHCI Host Controller'] },
    ...machine.nics.map((nic): PciDevice => ({
      id: nic.slot,
      class: '0x020000',
      vendor: ['0x8086', nic.vendor],
      device: ['0x1521', nic.device],
    })),
    ...nvme.map((disk, index): PciDevice => ({
      id: `0000:${(index + 2).toString(16).padStart(2, '0')}:00.0`,
      class: '0x010802',
      vendor: ['0x144d', 'Samsung Electronics Co Ltd'],
      device: ['0xa80a', `NVMe SSD Controller (${disk.model})`],
    })),
    {
      id: '0000:c1:00.0',
      class: '0x030000',
      vendor: ['0x1a03', 'ASPEED Technology, Inc.'],
      device: ['0x2000', 'ASPEED Graphics Family'],
    },
  ]
}

const pci = (view: View): Json =>
  pciDevices(view).map(({ id, class: code, vendor, device }, index) => ({
    class: code,
    device: device[0],
    device_name: device[1],
    id,
    iommugroup: view.node.machine.efi ? index + 10 : -1,
    subsystem_device: '0x0001',
    subsystem_vendor: vendor[0],
    subsystem_vendor_name: vendor[1],
    vendor: vendor[0],
    vendor_name: vendor[1],
  }))

export const DEVICE_PATHS: readonly Path[] = [
  { template: '/nodes/{node}/network', args: ['type'], reply: ({ view }) => network(view) },
  {
    template: '/nodes/{node}/disks/list',
    args: ['skipsmart', 'include-partitions'],
    seconds: 0.2,
    reply: ({ view, args }) => disks(view, args),
  },
  { template: '/nodes/{node}/hardware/pci', reply: ({ view }) => pci(view) },
]
