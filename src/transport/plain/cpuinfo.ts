interface Cpuinfo {
  readonly model: string | null
  readonly mhz: string | null
  readonly sockets: number | null
  /** Physical cores of all sockets. */
  readonly cores: number | null
  /** Logical CPUs that are online. */
  readonly cpus: number
}

/**
 * /proc/cpuinfo, counted as PVE does (ProcFSTools.pm): the sum of `cpu cores` over the `physical id`s. Virtual machines
 * and ARM have no `physical id`, so sockets and cores are unknown there.
 */
export function parseCpuinfo(text: string): Cpuinfo {
  const cpus = text
    .split(/\n[ \t]*\n/)
    .map(fieldsOf)
    .filter((fields) => fields.has('processor'))
  const coresBySocket = new Map<string, number | null>()
  for (const fields of cpus) {
    const socket = fields.get('physical id')
    if (socket !== undefined) coresBySocket.set(socket, count(fields.get('cpu cores')))
  }
  const cores = [...coresBySocket.values()].reduce(
    (sum, some) => (sum === null || some === null ? null : sum + some),
    0,
  )
  const first = (key: string): string | null => cpus.find((fields) => fields.has(key))?.get(key) ?? null
  return {
    // Intel pads the name with blanks.
    model: first('model name')?.replace(/\s+/g, ' ') ?? null,
    mhz: first('cpu MHz'),
    sockets: coresBySocket.size > 0 ? coresBySocket.size : null,
    cores: cores === 0 ? null : cores,
    cpus: cpus.length,
  }
}

function fieldsOf(block: string): ReadonlyMap<string, string> {
  const pairs = block.split('\n').map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, Math.max(colon, 0)).trim(), line.slice(colon + 1).trim()]
  })
  return new Map(pairs.filter(([, value]) => value !== ''))
}

const count = (digits: string | undefined): number | null =>
  digits !== undefined && /^[1-9]\d{0,5}$/.test(digits) ? Number(digits) : null
