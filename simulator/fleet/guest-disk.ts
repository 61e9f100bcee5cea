import { dice } from '../dice.ts'
import type { Dice } from '../dice.ts'
import type { GuestSystem } from './guest-system.ts'
import type { Layout, Storage } from './storage.ts'

/** One drive, root file system or mount point of a guest. */
export interface GuestDisk {
  /** Its key in the configuration, for example `scsi0`. */
  readonly key: string
  readonly kind: 'disk' | 'efidisk' | 'tpmstate' | 'cloudinit' | 'cdrom' | 'unused' | 'rootfs' | 'mountpoint'
  /** Null for a drive without a volume. */
  readonly storage: string | null
  /** For example `vm-100-disk-0`; on storages of files with folder and suffix. */
  readonly volume: string
  readonly sizeBytes: number
  /** `key=value` words behind the volume, `size` left out. */
  readonly options: readonly string[]
  /** Share of its size that holds data, 0 to 1. */
  readonly filled: number
}

interface Owner {
  readonly vmid: number
  readonly type: 'qemu' | 'lxc'
  readonly template: boolean
  readonly system: GuestSystem
  readonly layout: Layout
}

const GIB = 2 ** 30
const MIB = 2 ** 20

export function disksOfGuest(owner: Owner, label: string): GuestDisk[] {
  const random = dice(label, 'disks')
  const holding = owner.layout.storages.filter(
    (storage) => !storage.disabled && storage.onlyNode === null && storage.content.includes('images'),
  )
  const main = random.pick(holding)
  return owner.type === 'lxc' ? containerDisks(owner, random, main) : machineDisks(owner, random, main, holding)
}

function containerDisks(owner: Owner, random: Dice, main: Storage): GuestDisk[] {
  const disks = [
    disk(owner, main, 0, { key: 'rootfs', kind: 'rootfs', sizeBytes: random.pick([4, 8, 16]) * GIB }, random),
  ]
  if (random.chance(0.25)) {
    const options = ['mp=/srv/data', ...(random.chance(0.5) ? ['backup=1'] : [])]
    disks.push(disk(owner, main, 1, { key: 'mp0', kind: 'mountpoint', sizeBytes: 50 * GIB, options }, random))
  }
  return disks
}

function machineDisks(owner: Owner, random: Dice, main: Storage, holding: readonly Storage[]): GuestDisk[] {
  const bus = random.weighted({ scsi: 8, virtio: 2, sata: 1 })
  const options = ['discard=on', ...(bus === 'scsi' ? ['iothread=1', 'ssd=1'] : [])]
  const sizeBytes = random.pick([16, 32, 64, 100, 200]) * GIB
  const disks = [disk(owner, main, 0, { key: `${bus}0`, kind: 'disk', sizeBytes, options }, random)]
  if (random.chance(0.3))
    disks.push(disk(owner, random.pick(holding), 1, { key: `${bus}1`, kind: 'disk', sizeBytes: 500 * GIB }, random))
  if (owner.system.windows) {
    const firmware = ['efitype=4m', 'pre-enrolled-keys=1']
    disks.push(
      disk(owner, main, 2, { key: 'efidisk0', kind: 'efidisk', sizeBytes: 4 * MIB, options: firmware }, random),
    )
    disks.push(
      disk(
        owner,
        main,
        3,
        { key: 'tpmstate0', kind: 'tpmstate', sizeBytes: 4 * MIB, options: ['version=v2.0'] },
        random,
      ),
    )
  } else if (random.chance(0.3)) disks.push(cloudInit(owner, main))
  if (random.chance(0.5)) disks.push(cdrom(random, owner.system))
  if (random.chance(0.03))
    disks.push(disk(owner, main, 9, { key: 'unused0', kind: 'unused', sizeBytes: 8 * GIB }, random))
  return disks
}

function disk(
  owner: Owner,
  storage: Storage,
  number: number,
  wanted: Pick<GuestDisk, 'key' | 'kind' | 'sizeBytes'> & { options?: readonly string[] },
  random: Dice,
): GuestDisk {
  const stem = owner.template ? 'base' : owner.type === 'lxc' && storage.type === 'zfspool' ? 'subvol' : 'vm'
  const name = `${stem}-${owner.vmid}-disk-${number}`
  const ofFiles = storage.type === 'dir' || storage.type === 'nfs'
  const suffix = owner.type === 'lxc' ? 'raw' : 'qcow2'
  return {
    key: wanted.key,
    kind: wanted.kind,
    storage: storage.id,
    volume: ofFiles ? `${owner.vmid}/${name}.${suffix}` : name,
    sizeBytes: wanted.sizeBytes,
    options: wanted.options ?? [],
    filled: 0.05 + random.fraction() * 0.8,
  }
}

const cloudInit = ({ vmid }: Owner, { id, type }: Storage): GuestDisk => ({
  key: 'ide0',
  kind: 'cloudinit',
  storage: id,
  volume: type === 'nfs' || type === 'dir' ? `${vmid}/vm-${vmid}-cloudinit.qcow2` : `vm-${vmid}-cloudinit`,
  sizeBytes: 4 * MIB,
  options: ['media=cdrom'],
  filled: 0.1,
})

const cdrom = (random: Dice, { windows }: GuestSystem): GuestDisk => ({
  key: 'ide2',
  kind: 'cdrom',
  storage: random.chance(0.6) ? null : 'local',
  volume: windows ? 'iso/virtio-win-0.1.271.iso' : 'iso/debian-13.1.0-amd64-netinst.iso',
  sizeBytes: windows ? 693 * MIB : 783 * MIB,
  options: ['media=cdrom'],
  filled: 1,
})
