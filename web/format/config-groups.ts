type Raw = Readonly<Record<string, string>>

interface Config {
  readonly raw: Raw
  readonly cores: number | null
  readonly sockets: number | null
  readonly cpu_type: string | null
  readonly memory: number | null
  readonly swap_mb: number | null
  readonly bios: string | null
  readonly scsihw: string | null
}

/** One setting of a guest in PVE's words. */
export interface Setting {
  readonly key: string
  /** The key without its number: `net` of `net0`. */
  readonly kind: string
  readonly value: string
  /** Not configured: what PVE takes for it. */
  readonly isDefault: boolean
}

/** The keys of PVE by topic, in the order they are read in (PVE/QemuServer.pm, PVE/LXC/Config.pm). */
const TOPICS = {
  cpu: ['sockets', 'cores', 'vcpus', 'cpu', 'cpulimit', 'cpuunits', 'affinity', 'numa'],
  memory: ['memory', 'balloon', 'swap', 'shares', 'hugepages', 'keephugepages'],
  boot: ['bios', 'machine', 'boot', 'bootdisk', 'onboot', 'startup', 'autostart'],
  display: ['vga', 'keyboard', 'spice_enhancements', 'console', 'tty', 'cmode'],
  devices: [
    ...['scsihw', 'rootfs', 'mp', 'scsi', 'virtio', 'sata', 'ide', 'efidisk', 'tpmstate', 'unused', 'virtiofs', 'net'],
    ...['hostpci', 'usb', 'dev', 'serial', 'parallel', 'audio', 'rng', 'watchdog', 'ivshmem'],
  ],
  options: [],
} as const satisfies Record<string, readonly string[]>

export type Topic = keyof typeof TOPICS

const PLACES: ReadonlyMap<string, { readonly topic: Topic; readonly place: number }> = new Map(
  (Object.keys(TOPICS) as Topic[]).flatMap((topic) => TOPICS[topic].map((kind, place) => [kind, { topic, place }])),
)

/** Told elsewhere, or of no use to a reader. */
const LEFT_OUT = ['description', 'digest']

const kindOf = (key: string): string => key.replace(/\d{1,4}$/, '')

/** What PVE takes for keys that are not set and that everybody asks for. */
function defaultsOf({ cores, sockets, cpu_type, memory, swap_mb, bios, scsihw }: Config): [string, string][] {
  const values = { sockets, cores, cpu: cpu_type, memory, swap: swap_mb, bios, scsihw, onboot: 0, protection: 0 }
  return Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, String(value)]]))
}

const byNumber = new Intl.Collator('en', { numeric: true })

/** The settings of a guest by topic; topics without any are left out. */
export function configGroups(config: Config): { readonly topic: Topic; readonly settings: Setting[] }[] {
  const { raw } = config
  const unset = defaultsOf(config).filter(([key]) => !Object.hasOwn(raw, key))
  const settings = [
    ...Object.entries(raw).map(([key, value]): Setting => ({ key, kind: kindOf(key), value, isDefault: false })),
    ...unset.map(([key, value]): Setting => ({ key, kind: key, value, isDefault: true })),
  ].filter(({ key }) => !LEFT_OUT.includes(key))
  const placeOf = ({ kind }: Setting): number => PLACES.get(kind)?.place ?? 0
  const groups = Map.groupBy(settings, ({ kind }) => PLACES.get(kind)?.topic ?? 'options')
  return (Object.keys(TOPICS) as Topic[]).flatMap((topic) => {
    const group = groups.get(topic)
    return group
      ? [{ topic, settings: group.sort((a, b) => placeOf(a) - placeOf(b) || byNumber.compare(a.key, b.key)) }]
      : []
  })
}

/** The configuration as text, those lines for LXC last. Only a key begins a line: what follows in a value is set in. */
export const configText = (raw: Raw, lxc: readonly { readonly key: string; readonly value: string }[]): string =>
  [...Object.entries(raw).map(([key, value]) => ({ key, value })), ...lxc]
    .map(({ key, value }) => `${key}: ${value.trimEnd().replaceAll('\n', '\n  ')}`)
    .join('\n')
