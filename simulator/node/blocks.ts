import type { Disk } from '../fleet/disk.ts'
import type { Layout } from '../fleet/storage.ts'
import type { View } from '../state/view.ts'
import { printed } from './answer.ts'
import type { Answer } from './answer.ts'

interface Partition {
  readonly number: number
  readonly bytes: number
  readonly fstype: string | null
  readonly type: string
  readonly mountpoint: string | null
}

const MIB = 2 ** 20
const BIOS_BOOT = '21686148-6449-6e6f-744e-656564454649'
const EFI = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b'
const ZFS = '6a898cc3-1dd2-11b2-99a6-080020736631'
const ZFS_RESERVED = '6a945a3b-1dd2-11b2-99a6-080020736631'
const LVM = 'e6d6d379-f507-44c2-a23c-238f2a3df928'

export function partitionsOf(disk: Disk, { root, ceph }: Layout): Partition[] {
  const part = (
    number: number,
    bytes: number,
    type: string,
    fstype: string | null,
    mountpoint: string | null = null,
  ): Partition => ({ number, bytes, type, fstype, mountpoint })
  if (disk.use === 'spare') return []
  if (disk.use === 'bulk')
    return ceph ? [] : [part(1, disk.sizeBytes - 9 * MIB, ZFS, 'zfs_member'), part(9, 8 * MIB, ZFS_RESERVED, null)]
  const second = part(2, 1024 * MIB, EFI, 'vfat', root === 'lvm' ? '/boot/efi' : null)
  const rest = disk.sizeBytes - 1026 * MIB
  const main = root === 'zfs' ? part(3, rest, ZFS, 'zfs_member') : part(3, rest, LVM, 'LVM2_member')
  return [part(1, MIB, BIOS_BOOT, null), second, main]
}

export const partitionName = ({ name, kind }: Disk, number: number): string =>
  `${name}${kind === 'nvme' ? 'p' : ''}${number}`

/** `lsblk -J -b`. */
export function lsblk(view: View): Answer {
  const { machine, cluster } = view.node
  const blockdevices = machine.disks.map((disk) => ({
    ...deviceOf(disk, cluster.layout),
    ...childrenOf(disk, cluster.layout),
  }))
  return printed(`${JSON.stringify({ blockdevices }, null, 3)}\n`, 0.03)
}

const deviceOf = (disk: Disk, { ceph }: Layout): Record<string, unknown> => ({
  name: disk.name,
  kname: disk.name,
  type: 'disk',
  size: disk.sizeBytes,
  rota: disk.kind === 'hdd',
  tran: disk.kind === 'nvme' ? 'nvme' : 'sata',
  model: disk.model,
  serial: disk.serial,
  vendor: disk.kind === 'nvme' ? null : 'ATA     ',
  wwn: disk.wwn,
  fstype: disk.use === 'bulk' && ceph ? 'LVM2_member' : null,
  parttype: null,
  pttype: disk.use === 'spare' || (disk.use === 'bulk' && ceph) ? null : 'gpt',
  mountpoint: null,
})

function childrenOf(disk: Disk, layout: Layout): { children?: unknown[] } {
  const partitions = partitionsOf(disk, layout)
  if (partitions.length === 0) return {}
  return {
    children: partitions.map(({ number, bytes, fstype, type, mountpoint }) => {
      const name = partitionName(disk, number)
      const none = {
        model: null,
        serial: null,
        vendor: null,
        wwn: disk.wwn,
        tran: disk.kind === 'nvme' ? 'nvme' : null,
      }
      return {
        name,
        kname: name,
        type: 'part',
        size: bytes,
        rota: disk.kind === 'hdd',
        ...none,
        fstype,
        parttype: type,
        pttype: 'gpt',
        mountpoint,
      }
    }),
  }
}

/** `lscpu -J`; sockets × cores × threads of a hybrid CPU is more than there are. */
export function lscpu({ node: { machine } }: View): Answer {
  const { cpu, sockets } = machine.model
  const count = cpu.threads * sockets
  const fields: [string, string | number][] = [
    ['Architecture', 'x86_64'],
    ['CPU op-mode(s)', '32-bit, 64-bit'],
    ['Byte Order', 'Little Endian'],
    ['CPU(s)', count],
    ['On-line CPU(s) list', `0-${count - 1}`],
    ['Vendor ID', cpu.vendor],
    ['Model name', cpu.model],
    ['CPU family', cpu.family],
    ['Model', cpu.modelNumber],
    ['Thread(s) per core', 2],
    ['Core(s) per socket', cpu.cores],
    ['Socket(s)', sockets],
    ['CPU max MHz', `${cpu.mhz + 1400}.0000`],
    ['Virtualization', cpu.vendor === 'GenuineIntel' ? 'VT-x' : 'AMD-V'],
    ['NUMA node(s)', sockets],
  ]
  const rows = fields.map(([field, data]) => ({ field: `${field}:`, data: String(data) }))
  return printed(`${JSON.stringify({ lscpu: rows }, null, 3)}\n`, 0.01)
}
