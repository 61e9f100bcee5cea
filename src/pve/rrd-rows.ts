/**
 * `/etc/pve/.rrd`: what pvestatd of each node broadcast last, one `format/id:value:value:…` line a row, `U` for unknown
 * (pmxcfs status.c, PVE/Service/pvestatd.pm). PVE 9 appends columns under a new format name, and just after an upgrade a
 * resource has rows of both formats. Values of a dead node stay for a while: `ctime` says when a row was made.
 */

// prettier-ignore
const NODE = [
  'uptime', 'sublevel', 'ctime', 'loadavg1', 'maxcpu', 'cpu', 'iowait', 'memtotal', 'memused', 'swaptotal', 'swapused',
  'roottotal', 'rootused', 'netin', 'netout',
] as const
// prettier-ignore
const NODE_9_ONLY = [
  'memavailable', 'arcsize', 'psi-cpu-some', 'psi-io-some', 'psi-io-full', 'psi-mem-some', 'psi-mem-full',
] as const
// prettier-ignore
const GUEST = [
  'uptime', 'name', 'status', 'template', 'ctime', 'maxcpu', 'cpu', 'maxmem', 'mem', 'maxdisk', 'disk', 'netin', 'netout',
  'diskread', 'diskwrite',
] as const
// prettier-ignore
const GUEST_9_ONLY = [
  'memhost', 'psi-cpu-some', 'psi-cpu-full', 'psi-io-some', 'psi-io-full', 'psi-mem-some', 'psi-mem-full',
] as const
const STORAGE = ['ctime', 'total', 'used'] as const

type Text = 'sublevel' | 'name' | 'status'
type Row<Column extends string> = {
  readonly [Key in Column]: Key extends 'ctime' ? number : Key extends Text ? string | null : number | null
}

/** `cpu` and `iowait` are fractions of all CPUs; `sublevel` is the letter of the subscription, empty without one. */
export type NodeRow = Row<(typeof NODE)[number]> & Partial<Row<(typeof NODE_9_ONLY)[number]>>
/** `status` is QEMU's own (`running`, `paused`, `prelaunch`, …); `cpu` a fraction of `maxcpu`. */
export type GuestRow = Row<(typeof GUEST)[number]> & Partial<Row<(typeof GUEST_9_ONLY)[number]>>
type StorageRow = Row<(typeof STORAGE)[number]>

export interface RrdRows {
  /** By node name. */
  readonly nodes: ReadonlyMap<string, NodeRow>
  /** By vmid. */
  readonly guests: ReadonlyMap<string, GuestRow>
  /** By `node/storage`. */
  readonly storages: ReadonlyMap<string, StorageRow>
}

type Formats = Readonly<Record<string, readonly string[]>>
const NODE_FORMATS: Formats = { 'pve2-node': NODE, 'pve-node-9.0': [...NODE, ...NODE_9_ONLY] }
const GUEST_FORMATS: Formats = { 'pve2.3-vm': GUEST, 'pve-vm-9.0': [...GUEST, ...GUEST_9_ONLY] }
const STORAGE_FORMATS: Formats = { 'pve2-storage': STORAGE, 'pve-storage-9.0': STORAGE }

/**
 * The newest row of every resource, read when first asked for. A row that does not fit its format is left out and spoils
 * no other.
 */
export function parseRrd(text: string): RrdRows {
  const lines = text.split('\n')
  const read: Partial<Record<keyof RrdRows, unknown>> = {}
  const rows = <R extends { readonly ctime: number }>(kind: keyof RrdRows, formats: Formats): ReadonlyMap<string, R> =>
    (read[kind] ??= newest<R>(lines, formats)) as ReadonlyMap<string, R>
  return {
    get nodes() {
      return rows<NodeRow>('nodes', NODE_FORMATS)
    },
    get guests() {
      return rows<GuestRow>('guests', GUEST_FORMATS)
    },
    get storages() {
      return rows<StorageRow>('storages', STORAGE_FORMATS)
    },
  }
}

function newest<R extends { readonly ctime: number }>(lines: readonly string[], formats: Formats): Map<string, R> {
  const rows = new Map<string, R>()
  for (const line of lines) {
    const slash = line.indexOf('/')
    const format = line.slice(0, Math.max(0, slash))
    const columns = Object.hasOwn(formats, format) ? formats[format] : undefined
    if (!columns) continue
    const cells = line.slice(slash + 1).split(':')
    const id = cells.shift() ?? ''
    const row = rowOf(columns, cells) as R | null
    if (row && row.ctime > (rows.get(id)?.ctime ?? -Infinity)) rows.set(id, row)
  }
  return rows
}

const TEXTS: ReadonlySet<string> = new Set<Text>(['sublevel', 'name', 'status'])

/** Null where columns may have shifted: a wrong number of them, a word where a number belongs, no time. */
function rowOf(columns: readonly string[], cells: readonly string[]): Record<string, string | number | null> | null {
  if (cells.length !== columns.length) return null
  const row: Record<string, string | number | null> = {}
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? ''
    const value = TEXTS.has(column) ? (cell === 'U' ? null : cell) : numberOf(cell)
    if (value === undefined) return null
    row[column] = value
  }
  return typeof row['ctime'] === 'number' ? row : null
}

/** Perl prints `nan` and `inf` too; they say as little as `U`. */
function numberOf(cell: string): number | null | undefined {
  if (/^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(cell)) {
    const value = Number(cell)
    return Number.isFinite(value) ? value : undefined
  }
  return /^(U|[-+]?(nan|inf)|)$/i.test(cell) ? null : undefined
}
