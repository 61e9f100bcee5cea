import { z } from 'zod'
import { parseJson } from './sources.ts'
import { flatTree } from './tree.ts'

interface Lscpu {
  readonly model: string | null
  readonly sockets: number | null
  /** Physical cores of all sockets. */
  readonly cores: number | null
  /** Logical CPUs, also those that are switched off. */
  readonly threads: number | null
}

/**
 * `lscpu -J`, or its text. lscpu prints cores *per socket*; with cores of several kinds (ARM big.LITTLE) it repeats the
 * block for each kind, and on hybrid CPUs sockets × cores × threads is more than there are CPUs.
 */
export function parseLscpu(text: string): Lscpu {
  const fields = /^\s*\{/.test(text) ? jsonFields(text) : textFields(text)
  const all = (name: string): string[] =>
    fields.flatMap(([field, value]) => (field === name && value !== '-' ? [value] : []))
  const counts = (name: string): number[] => all(name).map(count)

  const sockets = counts('Socket(s)')
  const cores = counts('Core(s) per socket').reduce((sum, some, kind) => sum + some * (sockets[kind] ?? NaN), 0)
  return {
    // Intel pads the name with blanks.
    model: [...new Set(all('Model name'))].join(' + ').replace(/\s+/g, ' ') || null,
    sockets: sockets.reduce<number | null>((most, some) => (some > (most ?? 0) ? some : most), null),
    cores: cores > 0 ? cores : null,
    threads: counts('CPU(s)').find((threads) => threads > 0) ?? null,
  }
}

const count = (digits: string): number => (/^[1-9]\d{0,5}$/.test(digits) ? Number(digits) : NaN)

type Field = readonly [name: string, value: string]

const reply = z.object({ lscpu: z.array(z.unknown()) })
/** On a terminal lscpu nests the fields, and a heading has no data of its own. */
const field = z.object({ field: z.string(), data: z.string().nullish(), children: z.array(z.unknown()).nullish() })

const jsonFields = (text: string): Field[] =>
  flatTree(parseJson(text, reply, 'lscpu').lscpu, field, 'lscpu').flatMap(({ row }) =>
    typeof row.data === 'string' ? [[row.field.replace(/:$/, ''), row.data] as const] : [],
  )

const textFields = (text: string): Field[] =>
  text.split('\n').flatMap((line) => {
    const colon = line.indexOf(':')
    return colon > 0 ? [[line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const] : []
  })
