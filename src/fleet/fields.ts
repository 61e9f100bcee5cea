import { z } from 'zod'
import { gib, percentOf } from '../model/units.ts'

/** Fields of the replies. What is not known is null. */
export const text = (description: string) => z.string().nullable().describe(description)
export const number = (description: string) => z.number().nullable().describe(description)
export const flag = (description: string) => z.boolean().nullable().describe(description)
export const texts = (description: string) => z.array(z.string()).describe(description)
/** A list that is null as long as nobody could read it: an empty one means that there is nothing. */
export const list = <T extends z.ZodType>(item: T, description: string) =>
  z.array(item).nullable().describe(description)

export const gibOf = (bytes: number | null): number | null => (bytes === null ? null : gib(bytes))

/** A space in bytes, in GiB and as a share, as far as it is known. */
export const usageOf = (total: number | null, used: number | null) => ({
  total_bytes: total,
  used_bytes: used,
  total_gb: gibOf(total),
  used_gb: gibOf(used),
  used_percent: total === null || used === null ? null : percentOf(used, total),
})

/** What was written last: the guests of a node were all read at the same time. */
let written: { readonly milliseconds: number; readonly text: string } | null = null

/** A time as the API writes it, from milliseconds; null too for what no calendar holds. */
export function isoTime(milliseconds: number | null): string | null {
  if (milliseconds === null) return null
  if (written?.milliseconds === milliseconds) return written.text
  const time = new Date(milliseconds)
  if (Number.isNaN(time.getTime())) return null
  const text = time.toISOString()
  written = { milliseconds, text }
  return text
}

export const isoTimeOfSeconds = (seconds: number | null): string | null =>
  isoTime(seconds === null ? null : seconds * 1000)
