import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { z } from 'zod'
import { keep } from '../model/observation.ts'
import type { Kept, Observation, Subject } from '../model/observation.ts'
import type { Via } from '../model/outcome.ts'

/** What shorter texts would save is not worth the time. */
const SHORTEST_DEFLATED = 256
/** The smallest chunk zlib writes in. */
const MIN_CHUNK = 64
/** Little memory for each run of zlib, and as much to look back at as most facts are long: 8 KiB. */
const DEFLATE = { level: 3, windowBits: 13, memLevel: 5 } as const

/** What facts of one kind are deflated against: the first long one of them, since the others are much like it. */
interface Model {
  text: Buffer | null
}

const models = new Map<string, Model>()

function modelOf(kind: string): Model {
  const model = models.get(kind) ?? { text: null }
  models.set(kind, model)
  return model
}

/**
 * A fact as text, a long one deflated. Most facts are looked at seldom, and as objects take three to four times the
 * memory of the text: with a thousand nodes that is what decides. The facts looked at last are kept open.
 */
export class Packed {
  readonly #model: Model
  /** JSON; deflated, each character stands for a byte: a buffer for each would take more than most have in them. */
  #text = ''
  /** How many bytes the text has when it is inflated; null where it is not deflated. */
  #bytes: number | null = null
  #fits: boolean | null

  /** `kind`: facts of one kind are much like each other. `checked`: the value is known to fit the schema of its collector. */
  constructor(kind: string, value: unknown, checked: boolean) {
    this.#model = modelOf(kind)
    this.#fits = checked || null
    this.#write(JSON.stringify(value ?? null))
  }

  /** Whether the value fits, found out once: another version of Panoramica may have saved it. */
  fits(schema: z.ZodType): boolean {
    if (this.#fits !== null) return this.#fits
    const text = this.#read()
    const { success, data } = schema.safeParse(JSON.parse(text))
    this.#fits = success
    if (!success) return false
    const fitting = JSON.stringify(data)
    if (fitting !== text) this.#write(fitting)
    remember(this, data)
    return true
  }

  /** Whether the value is known to fit. */
  get isChecked(): boolean {
    return this.#fits === true
  }

  /** Whether both, of one kind, hold the same text; the same value may be written in two ways. */
  isLike(other: Packed): boolean {
    return this.#bytes === other.#bytes && this.#text === other.#text
  }

  open(): unknown {
    const value: unknown = recent.get(this) ?? earlier.get(this) ?? JSON.parse(this.#read())
    remember(this, value)
    return value
  }

  #write(text: string): void {
    const isLong = text.length >= SHORTEST_DEFLATED
    this.#bytes = null
    this.#text = isLong ? this.#deflated(Buffer.from(text)) : text
  }

  #deflated(bytes: Buffer): string {
    this.#model.text ??= Buffer.from(bytes.subarray(0, 2 ** DEFLATE.windowBits))
    this.#bytes = bytes.length
    const chunkSize = Math.max(MIN_CHUNK, bytes.length >> 1)
    return deflateRawSync(bytes, { ...DEFLATE, chunkSize, dictionary: this.#model.text }).toString('latin1')
  }

  #read(): string {
    const { text: dictionary } = this.#model
    if (this.#bytes === null || !dictionary) return this.#text
    const { windowBits } = DEFLATE
    // One more than there is: zlib would ask for a second chunk to find out that nothing is left.
    const chunkSize = Math.max(MIN_CHUNK, this.#bytes + 1)
    return inflateRawSync(Buffer.from(this.#text, 'latin1'), { windowBits, chunkSize, dictionary }).toString()
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

type Why = Exclude<Observation['outcome'], { readonly status: 'ok' }>

/** What is kept of one fact in few objects: a thousand nodes with their guests have more than a hundred thousand. */
class PackedKept implements Kept {
  readonly #collector: string
  readonly #subject: Subject
  readonly #at: number
  readonly #durationMs: number
  readonly #via: Via | null
  /** What the last look read, or why it read nothing. */
  readonly #outcome: Packed | Why
  /** What was read before the last look; null where that one read something, or none ever did. */
  readonly #before: Kept['lastGood']

  constructor(last: Observation, outcome: Packed | Why, before: Kept['lastGood']) {
    const { collector, subject, at, durationMs, via } = last
    this.#collector = collector
    this.#subject = subject
    this.#at = at
    this.#durationMs = durationMs
    this.#via = via
    this.#outcome = outcome
    this.#before = before
  }

  get last(): Observation {
    const outcome = this.#outcome instanceof Packed ? { status: 'ok' as const, value: this.#outcome } : this.#outcome
    return {
      collector: this.#collector,
      subject: this.#subject,
      outcome,
      at: this.#at,
      durationMs: this.#durationMs,
      via: this.#via,
    }
  }

  get lastGood(): Kept['lastGood'] {
    if (!(this.#outcome instanceof Packed)) return this.#before
    return { value: this.#outcome, at: this.#at, via: this.#via }
  }
}

/** What is kept, with its value packed. */
export const packed = (kept: Kept): Kept => packedAs(kept, false, null)

/** Puts a look that was just taken, by a collector of this version, on top of what was kept. */
export const keptAfter = (before: Kept | undefined, look: Observation): Kept =>
  packedAs(keep(before, look), true, before?.lastGood?.value)

function packedAs(kept: Kept, checked: boolean, before: unknown): Kept {
  const { last, lastGood } = kept
  const { collector, outcome } = last
  const value = lastGood && packedValue(collector, lastGood.value, checked, before)
  if (outcome.status !== 'ok') return new PackedKept(last, outcome, lastGood && { ...lastGood, value })
  return value ? new PackedKept(last, value, null) : kept
}

/** Most that is read again is as it was: then it goes on being the same object. */
function packedValue(kind: string, value: unknown, checked: boolean, before: unknown): Packed {
  if (value instanceof Packed) return value
  const fresh = new Packed(kind, value, checked)
  return before instanceof Packed && before.isChecked && before.isLike(fresh) ? before : fresh
}
