import { z } from 'zod'

/** A field of the items of a list, as events tell of it. */
export interface Field {
  /** Its path, as lists are sorted by it, for example `cpu.load_1m`. */
  readonly path: string
  readonly read: (item: object) => unknown
  /** A value as JSON, with what its shape names and nothing else. */
  readonly text: (value: unknown) => string
}

/** The fields of a shape, those of objects in it apart unless they can be missing. */
export function fieldsOf(shape: z.ZodType): readonly Field[] {
  if (!(shape instanceof z.ZodObject)) throw new TypeError('items of lists are objects')
  return Object.entries(shape.shape as Record<string, z.ZodType>).flatMap(([name, schema]) => {
    if (schema instanceof z.ZodOptional) throw new TypeError(`${name} can be missing, which no event can tell`)
    const read = (item: object): unknown => (item as Record<string, unknown>)[name]
    if (!(schema instanceof z.ZodObject)) return [{ path: name, read, text: writerOf(schema) }]
    return fieldsOf(schema).map((inner) => ({
      ...inner,
      path: `${name}.${inner.path}`,
      read: (item: object): unknown => inner.read(read(item) as object),
    }))
  })
}

/** Only objects and lists can hold what their shape does not name. */
const writerOf =
  (schema: z.ZodType) =>
  (value: unknown): string =>
    JSON.stringify(typeof value === 'object' && value !== null ? schema.parse(value) : value)

/** Whether a field tells the same in both. Most objects in items are the same ones as before. */
export function isSame({ read, text }: Field, one: object, other: object): boolean {
  const [a, b] = [read(one), read(other)]
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return text(a) === text(b)
}
