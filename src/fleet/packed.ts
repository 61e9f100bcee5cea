import type { z } from 'zod'
import type { Kept } from '../model/observation.ts'

/**
 * A fact as text. Most facts are looked at seldom, and as objects take three to four times the memory: with a thousand
 * nodes that is what decides. The facts looked at last are kept open.
 */
export class Packed {
  #json: string
  #fits: boolean | null

  /** `checked`: the value is known to fit the schema of its collector. */
  constructor(value: unknown, checked: boolean) {
    this.#json = JSON.stringify(value)
    this.#fits = checked || null
  }

  /** Whether the value fits, found out once: another version of Panoramica may have saved it. */
  fits(schema: z.ZodType): boolean {
    if (this.#fits !== null) return this.#fits
    const { success, data } = schema.safeParse(JSON.parse(this.#json))
    if (success) this.#json = JSON.stringify(data)
    this.#fits = success
    return success
  }

  /** Whether both hold the same text; the same value may be written in two ways. */
  isLike(other: Packed): boolean {
    return this.#json === other.#json
  }

  open(): unknown {
    const value: unknown = recent.get(this) ?? earlier.get(this) ?? JSON.parse(this.#json)
    remember(this, value)
    return value
  }
}

/** As many as a page with all its rows needs. */
const OPEN_AT_ONCE = 1000

let recent = new Map<Packed, unknown>()
let earlier = new Map<Packed, unknown>()

function remember(packed: Packed, value: unknown): void {
  recent.set(packed, value)
  if (recent.size < OPEN_AT_ONCE) return
  earlier = recent
  recent = new Map()
}

/** What is kept, with its value packed. `checked`: it has just been read, by a collector of this version. */
export function packed(kept: Kept, checked: boolean): Kept {
  const { last, lastGood } = kept
  if (!lastGood || lastGood.value instanceof Packed) return kept
  const value = new Packed(lastGood.value, checked)
  const outcome = last.outcome.status === 'ok' ? { status: 'ok' as const, value } : last.outcome
  return { last: { ...last, outcome }, lastGood: { ...lastGood, value } }
}
