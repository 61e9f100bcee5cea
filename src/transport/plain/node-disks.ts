import { parseLsblk } from './lsblk.ts'
import type { BlockDevice } from './lsblk.ts'
import type { PlainRoute } from './route.ts'
import { known, stdoutOf } from './sources.ts'

/** As PVE with `skipsmart`: no disk is woken (Diskmanage.pm). What it cannot tell PVE spells `unknown`. */
export const nodeDisks: PlainRoute = {
  path: '/nodes/{node}/disks/list',
  programs: ['lsblk'],
  files: [],
  preferred: false,
  build(sources) {
    const devices = parseLsblk(stdoutOf(sources, 'lsblk'))
    return devices.filter(isDisk).map((disk) => diskRow(disk, childrenOf(devices)))
  },
}

/** The names PVE lists; so no zvol, RBD, DRBD or eMMC, and no iSCSI disk of a storage elsewhere. */
const DISK_NAME = /^((h|s|x?v)d[a-z]+|nvme\d+n\d+|cciss!c\d+d\d+)$/
const isDisk = ({ name, transport }: BlockDevice): boolean => DISK_NAME.test(name) && transport !== 'iscsi'

type Children = (name: string) => readonly BlockDevice[]

function childrenOf(devices: readonly BlockDevice[]): Children {
  const byParent = Map.groupBy(devices, ({ parent }) => parent)
  return (name) => byParent.get(name) ?? []
}

function diskRow(disk: BlockDevice, children: Children): Record<string, unknown> {
  const type = typeOf(disk)
  return known({
    devpath: `/dev/${disk.name.replace('!', '/')}`,
    type,
    size: disk.sizeBytes,
    model: disk.model ?? 'unknown',
    serial: disk.serial ?? 'unknown',
    vendor: disk.vendor ?? 'unknown',
    wwn: disk.wwn ?? 'unknown',
    rpm: type === 'ssd' || type === 'nvme' || type === 'usb' ? 0 : -1,
    gpt: Number(disk.pttype === 'gpt'),
    mounted: disk.mounted ? 1 : null,
    used: usageOfDisk(disk, children),
    health: 'UNKNOWN',
    wearout: 'N/A',
    osdid: -1,
  })
}

const WIRED = new Set(['sata', 'ata', 'sas', 'fc', 'spi'])

/** PVE calls a disk hdd when udev knows its rotation rate, which lsblk does not print: the bus tells it from a virtual one. */
function typeOf({ name, rotational, transport }: BlockDevice): 'nvme' | 'ssd' | 'hdd' | 'usb' | 'unknown' {
  if (rotational === null) return 'unknown'
  if (!rotational) return name.startsWith('nvme') ? 'nvme' : 'ssd'
  if (transport === 'usb') return 'usb'
  return transport !== null && WIRED.has(transport) ? 'hdd' : 'unknown'
}

/** Its own use, else that of the first partition that has one. */
function usageOfDisk(disk: BlockDevice, children: Children): string | null {
  const below = children(disk.name)
  const partitions = below.filter(({ type }) => type === 'part')
  const uses = [disk, ...partitions].map(usageOf)
  const used = uses.find((use) => use !== null)
  if (used !== undefined) return used
  if (partitions.some(({ name }) => children(name).length > 0)) return 'Device Mapper'
  if (partitions.length > 0) return 'partitions'
  return below.length > 0 ? 'Device Mapper' : null
}

const FILE_SYSTEMS = new Map([
  ['LVM2_member', 'LVM'],
  ['zfs_member', 'ZFS'],
])
const PARTITION_TYPES = new Map([
  ['21686148-6449-6e6f-744e-656564454649', 'BIOS boot'],
  ['c12a7328-f81f-11d2-ba4b-00a0c93ec93b', 'EFI'],
  ['6a945a3b-1dd2-11b2-99a6-080020736631', 'ZFS reserved'],
])

function usageOf({ fstype, parttype, mounted }: BlockDevice): string | null {
  const inPool = FILE_SYSTEMS.get(fstype ?? '')
  return inPool ?? PARTITION_TYPES.get(parttype ?? '') ?? fstype ?? (mounted ? 'mounted' : null)
}
