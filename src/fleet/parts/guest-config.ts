import { z } from 'zod'
import { config } from '../../collectors/guest/config.ts'
import type { GuestType } from '../../model/observation.ts'
import { cloudInitIn } from '../../pve/guest-cloud-init.ts'
import { amountIn, isOn, propertiesIn, textIn, vcpusIn } from '../../pve/guest-config.ts'
import type { RawConfig } from '../../pve/guest-config.ts'
import { passthroughIn } from '../../pve/guest-passthrough.ts'
import { optionsIn, valueIn } from '../../pve/property-string.ts'
import { flag, list, number, text, texts } from '../fields.ts'
import { configuredNets } from '../guest-view.ts'
import type { GuestView } from '../guest-view.ts'
import { factOf } from '../kept.ts'

const address = z.object({
  id: z.string().describe('interface it is for, for example net0'),
  ipv4: text('IPv4 address with prefix length, or dhcp'),
  gateway4: text('IPv4 gateway'),
  ipv6: text('IPv6 address with prefix length, or dhcp or auto'),
  gateway6: text('IPv6 gateway'),
})

const cloudInitShape = z.object({
  user: text('name of the user; null is the default of the image'),
  addresses: z.array(address).describe('addresses to give to the interfaces'),
  nameservers: texts('name servers to use'),
  search_domain: text('domain to search names in'),
  ssh_keys: z.number().describe('how many SSH keys are let in; the keys are in raw'),
  custom: text('snippets that take the place of what PVE generates'),
})

const device = z.object({
  key: z.string().describe('key of the configuration, for example hostpci0'),
  device: text('what is handed through: PCI addresses, USB ID or port, path; null where a mapping names it'),
  mapping: text('resource mapping of the cluster that names it'),
  options: z.record(z.string(), z.string()).describe('further options as PVE has them'),
})

const pendingShape = z.object({
  key: z.string().describe('key of the configuration'),
  value: text('value it has from the next start on; null where it is removed'),
  delete: z.boolean().describe('whether the next start removes the key'),
})

/** What `/config` says, by topic. A key that is not set has the default of PVE's schema. */
export const guestConfigShape = z.object({
  cores: number('cores of each socket; null for a container that may use all'),
  sockets: number('processor sockets; null for a container'),
  vcpus: number('processors the guest starts with'),
  cpu_type: text('kind of processor it sees, for example host; null for a container'),
  cpu_limit: number('processors it may keep busy; null is no limit'),
  cpu_units: number('weight against other guests; null is the default'),
  numa: flag('whether it sees NUMA nodes; null for a container'),
  memory: number('memory, in MiB'),
  balloon_mb: number('least memory the balloon leaves, in MiB; 0 is no balloon, null is all of it'),
  swap_mb: number('swap of a container, in MiB; null for a VM'),
  ostype: text('kind of operating system it is set up for, for example l26 or debian'),
  arch: text('processor architecture; null is that of the node'),
  bios: text('seabios or ovmf; null for a container'),
  machine: text('chipset, for example q35; null is the default, i440fx'),
  scsihw: text('SCSI controller; null for a container'),
  vga: text('graphics card; null is the default'),
  boot: text('boot order as PVE has it'),
  hotplug: text('what may be changed while it runs; null is the default'),
  onboot: flag('whether it starts with the node'),
  startup: text('order and delays of starting with the node'),
  protection: flag('whether it may not be removed'),
  hookscript: text('script that runs when it starts and stops'),
  firewall: flag("whether an interface of it goes through PVE's firewall"),
  unprivileged: flag('whether root of a container is nobody on the node; null for a VM'),
  features: z
    .record(z.string(), z.string())
    .nullable()
    .describe('features of a container, for example nesting; null for a VM'),
  nameserver: text('name servers of a container, or of cloud-init'),
  search_domain: text('domain a container searches names in, or cloud-init sets'),
  cloud_init: cloudInitShape.nullable().describe('what cloud-init sets up; null where it is not used'),
  passthrough: list(device, 'devices of the node handed through'),
  raw: z.record(z.string(), z.string()).nullable().describe('every key as PVE gives it; secrets are hidden'),
  lxc: list(
    z.object({ key: z.string().describe('key of LXC'), value: z.string().describe('its value') }),
    'lines handed to LXC as they are; none for a VM',
  ),
  pending: list(pendingShape, 'changes that wait for the next start'),
})
type Config = z.infer<typeof guestConfigShape>

/** A number; what PVE's schema has for a key that is not set; null for what is no number. */
const amount = (raw: RawConfig, key: string, unset: number | null): number | null =>
  raw[key] === undefined ? unset : amountIn(raw[key])

/** The part of a property string that gives a setting its name: `host` of `host,flags=+aes`. */
const first = (type: GuestType, raw: RawConfig, key: string, part: string): string | null =>
  valueIn(propertiesIn(type, raw, key), part)

/** PVE writes 0 for no limit. */
function limitIn(raw: RawConfig): number | null {
  const limit = amount(raw, 'cpulimit', 0)
  return limit === 0 ? null : limit
}

/** Settings of both kinds of guest, and those that either lacks. Defaults: PVE/QemuServer.pm, PVE/LXC/Config.pm. */
const commonIn = (type: GuestType, raw: RawConfig) => ({
  cores: amount(raw, 'cores', type === 'qemu' ? 1 : null),
  vcpus: vcpusIn(type, raw),
  cpu_limit: limitIn(raw),
  cpu_units: amount(raw, 'cpuunits', null),
  ostype: textIn(raw, 'ostype'),
  arch: textIn(raw, 'arch'),
  onboot: isOn(raw['onboot']),
  startup: textIn(raw, 'startup'),
  protection: isOn(raw['protection']),
  hookscript: textIn(raw, 'hookscript'),
  nameserver: textIn(raw, 'nameserver'),
  search_domain: textIn(raw, 'searchdomain'),
})

const vmIn = (raw: RawConfig) => ({
  sockets: amount(raw, 'sockets', 1),
  cpu_type: first('qemu', raw, 'cpu', 'cputype') ?? 'kvm64',
  numa: isOn(raw['numa']),
  memory: raw['memory'] === undefined ? 512 : amountIn(first('qemu', raw, 'memory', 'current')),
  balloon_mb: amount(raw, 'balloon', null),
  swap_mb: null,
  bios: textIn(raw, 'bios') ?? 'seabios',
  machine: first('qemu', raw, 'machine', 'type'),
  scsihw: textIn(raw, 'scsihw') ?? 'lsi',
  vga: textIn(raw, 'vga'),
  boot: textIn(raw, 'boot'),
  hotplug: textIn(raw, 'hotplug'),
  unprivileged: null,
  features: null,
})

const containerIn = (raw: RawConfig) => ({
  sockets: null,
  cpu_type: null,
  numa: null,
  memory: amount(raw, 'memory', 512),
  balloon_mb: null,
  swap_mb: amount(raw, 'swap', 512),
  bios: null,
  machine: null,
  scsihw: null,
  vga: null,
  boot: null,
  hotplug: null,
  unprivileged: isOn(raw['unprivileged']),
  features: { ...optionsIn(propertiesIn('lxc', raw, 'features')) },
})

function cloudInitOf(raw: RawConfig): Config['cloud_init'] {
  const found = cloudInitIn(raw)
  return (
    found && {
      user: found.user,
      addresses: found.ipconfig.map((one) => ({ ...one })),
      nameservers: [...found.nameservers],
      search_domain: found.searchDomain,
      ssh_keys: found.sshKeys,
      custom: found.custom,
    }
  )
}

function passthroughOf(type: GuestType, raw: RawConfig): Config['passthrough'] {
  const { pci, usb, devices } = passthroughIn(type, raw)
  return [
    ...pci.map((one) => ({ ...one, device: one.addresses.join(';') || null })),
    ...usb.map((one) => ({ ...one, device: one.host })),
    ...devices.map((one) => ({ ...one, device: one.path, mapping: null })),
  ].map(({ key, device, mapping, options }) => ({ key, device, mapping, options: { ...options } }))
}

const KEYS = Object.keys(guestConfigShape.shape) as (keyof Config)[]
const NOTHING_KNOWN = Object.fromEntries(KEYS.map((key) => [key, null])) as Config

/** The configuration in force; every value is null as long as nobody could read it. */
export function guestConfig(view: GuestView): Config {
  const { type, ofGuest } = view
  const fact = factOf(ofGuest, config)
  if (!fact) return { ...NOTHING_KNOWN }
  const { raw } = fact
  return {
    ...commonIn(type, raw),
    ...(type === 'qemu' ? vmIn(raw) : containerIn(raw)),
    firewall: configuredNets(view)?.some(({ firewall }) => firewall) ?? null,
    cloud_init: type === 'qemu' ? cloudInitOf(raw) : null,
    passthrough: passthroughOf(type, raw),
    raw: { ...raw },
    lxc: fact.lxc.map(([key, value]) => ({ key, value })),
    pending: fact.pending.map(({ key, value, delete: isRemoved }) => ({ key, value, delete: isRemoved })),
  }
}
