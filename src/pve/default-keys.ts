import type { GuestType } from '../model/observation.ts'

/**
 * By setting, without its number; from the schemas of qemu-server (PVE/QemuServer.pm and PVE/QemuServer/). Serial and
 * parallel ports are a path and nothing else.
 */
const VM: Readonly<Record<string, string>> = {
  agent: 'enabled',
  'amd-sev': 'type',
  boot: 'legacy',
  cdrom: 'file',
  cpu: 'cputype',
  efidisk: 'file',
  hostpci: 'host',
  ide: 'file',
  'intel-tdx': 'type',
  machine: 'type',
  memory: 'current',
  net: 'model',
  parallel: 'path',
  rng: 'source',
  sata: 'file',
  scsi: 'file',
  serial: 'path',
  startup: 'order',
  tpmstate: 'file',
  unused: 'file',
  usb: 'host',
  vga: 'type',
  virtio: 'file',
  virtiofs: 'dirid',
  watchdog: 'model',
}

/** The same of pve-container (PVE/LXC/Config.pm). */
const CONTAINER: Readonly<Record<string, string>> = {
  dev: 'path',
  mp: 'volume',
  rootfs: 'volume',
  startup: 'order',
  unused: 'volume',
}

/** What a bare value in a guest's setting is: the `file` of `scsi0`, the `model` of `net1`. */
export function defaultKeyOf(type: GuestType, key: string): string | null {
  const keys = type === 'lxc' ? CONTAINER : VM
  const setting = key.replace(/\d{1,4}$/, '')
  return Object.hasOwn(keys, setting) ? (keys[setting] ?? null) : null
}
