import type { NodeItem } from '../api/shapes.ts'
import { memoryShare } from '../format/memory-share.ts'
import { whyUnknown } from '../format/why-unknown.ts'
import { show } from '../state/formats.ts'
import { say } from '../state/language.ts'
import { licenseWords } from '../state/words.ts'
import type { Column } from '../table/column.ts'

/** What needs someone comes first. */
const STATUS_ORDER = ['offline', 'unknown', 'online']

/** The older, the larger. */
const ageOf = ({ collected_at: at }: NodeItem): number | null => (at === null ? null : -Date.parse(at))

/** Those that run, of all. */
const guestsText = ({ guests: { running, total } }: NodeItem): string | null =>
  total === null ? null : `${show.count(running) ?? '—'}/${show.count(total)}`

/** Why what these sections tell is not known. */
const unless =
  (...sections: readonly string[]) =>
  ({ problems }: NodeItem): string | null =>
    whyUnknown(problems, ...sections)

export const NODE_COLUMNS: readonly Column<NodeItem>[] = [
  {
    id: 'status',
    label: 'nodes.status',
    width: 105,
    ageless: true,
    value: ({ status }) => STATUS_ORDER.indexOf(status),
    fields: { status: ({ status }) => status },
  },
  { id: 'name', label: 'nodes.name', width: 135, heading: true, ageless: true, value: ({ name }) => name },
  {
    id: 'cluster',
    label: 'nodes.cluster',
    width: 106,
    ageless: true,
    value: ({ cluster }) => cluster,
    text: ({ cluster }) => cluster ?? say('node.standalone'),
  },
  { id: 'address', label: 'nodes.address', width: 102, ageless: true, value: ({ address }) => address },
  {
    id: 'cpu',
    label: 'nodes.cpu',
    width: 94,
    numeric: true,
    value: ({ cpu }) => cpu.used_percent,
    fields: { cpu_used_percent: ({ cpu }) => cpu.used_percent, cpu_threads: ({ cpu }) => cpu.threads },
  },
  {
    id: 'memory',
    label: 'nodes.memory',
    width: 94,
    numeric: true,
    value: ({ memory }) => memoryShare(memory)?.workPercent,
    fields: {
      memory_used_bytes: ({ memory }) => memory.used_bytes,
      memory_arc_bytes: ({ memory }) => memory.arc_bytes,
      memory_total_bytes: ({ memory }) => memory.total_bytes,
    },
  },
  {
    id: 'storage',
    label: 'nodes.storage',
    width: 94,
    numeric: true,
    value: ({ storage }) => storage.used_percent,
    fields: {
      storage_used_bytes: ({ storage }) => storage.used_bytes,
      storage_total_bytes: ({ storage }) => storage.total_bytes,
    },
  },
  {
    id: 'hottest',
    label: 'nodes.hottest',
    width: 66,
    numeric: true,
    value: ({ temperature }) => temperature.highest_c,
    fields: { temperature_highest_c: ({ temperature }) => temperature.highest_c },
  },
  {
    id: 'guests',
    label: 'nodes.guests',
    width: 57,
    numeric: true,
    value: ({ guests }) => guests.running,
    text: guestsText,
    why: unless('guests'),
    fields: { guests_running: ({ guests }) => guests.running, guests_total: ({ guests }) => guests.total },
  },
  {
    id: 'pve',
    label: 'nodes.pve',
    width: 52,
    value: (node) => node.proxmox_version,
    why: unless('version'),
    fields: { proxmox_version: (node) => node.proxmox_version },
  },
  {
    id: 'kernel',
    label: 'nodes.kernel',
    width: 72,
    value: (node) => node.kernel_version,
    fields: { kernel_version: (node) => node.kernel_version },
  },
  {
    id: 'license',
    label: 'nodes.license',
    width: 81,
    value: ({ license }) => licenseWords(license, say),
    why: unless('license'),
    fields: {
      license_status: ({ license }) => license.status,
      license_level: ({ license }) => license.level,
      license_expires: ({ license }) => license.expires,
    },
  },
  {
    id: 'uptime',
    label: 'nodes.uptime',
    width: 72,
    numeric: true,
    value: (node) => node.uptime_seconds,
    text: (node) => show.duration(node.uptime_seconds),
    why: unless('memory.use'),
    fields: { uptime_seconds: (node) => node.uptime_seconds },
  },
  {
    id: 'age',
    label: 'nodes.age',
    width: 70,
    ageless: true,
    numeric: true,
    value: ageOf,
    fields: { collected_at: (node) => node.collected_at },
  },
  {
    id: 'findings',
    label: 'nodes.findings',
    width: 130,
    numeric: true,
    extra: true,
    value: ({ findings }) => findings.critical * 1e6 + findings.warning,
    fields: {
      findings_critical: ({ findings }) => findings.critical,
      findings_warning: ({ findings }) => findings.warning,
    },
  },
  { id: 'model', label: 'nodes.model', width: 240, extra: true, value: ({ cpu }) => cpu.model, why: unless('cpu') },
  {
    id: 'sockets',
    label: 'nodes.sockets',
    width: 80,
    numeric: true,
    extra: true,
    value: ({ cpu }) => cpu.sockets,
    why: unless('cpu'),
  },
  {
    id: 'cores',
    label: 'nodes.cores',
    width: 80,
    numeric: true,
    extra: true,
    value: ({ cpu }) => cpu.cores,
    why: unless('cpu'),
  },
  {
    id: 'threads',
    label: 'nodes.threads',
    width: 84,
    numeric: true,
    extra: true,
    value: ({ cpu }) => cpu.threads,
    why: unless('cpu'),
    fields: { cpu_threads: ({ cpu }) => cpu.threads },
  },
  {
    id: 'installed',
    label: 'nodes.installed',
    width: 100,
    numeric: true,
    extra: true,
    value: ({ memory }) => memory.total_bytes,
    text: ({ memory }) => show.bytes(memory.total_bytes),
    why: unless('memory'),
    fields: { memory_total_bytes: ({ memory }) => memory.total_bytes },
  },
  {
    id: 'load',
    label: 'nodes.load',
    width: 90,
    numeric: true,
    extra: true,
    value: ({ cpu }) => cpu.load_1m,
    text: ({ cpu }) => show.load(cpu.load_1m),
    why: unless('cpu.use', 'memory.use'),
    fields: { load_1m: ({ cpu }) => cpu.load_1m },
  },
  {
    id: 'expires',
    label: 'nodes.expires',
    width: 120,
    extra: true,
    value: ({ license }) => license.expires,
    text: ({ license }) => show.day(license.expires),
    fields: { license_expires: ({ license }) => license.expires },
  },
]
