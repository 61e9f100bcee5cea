import fc from 'fast-check'
import type { z } from 'zod'

/** As far as a schema of this type has it. */
interface Definition {
  readonly type: string
  readonly innerType: z.ZodType
  readonly element: z.ZodType
  readonly items: readonly z.ZodType[]
  readonly valueType: z.ZodType
  readonly shape: Record<string, z.ZodType>
  readonly entries: Record<string, string>
}

/** Values a fact's schema allows, made from the schema itself: objects, lists, pairs, texts, numbers, booleans, choices, null. */
export function arbitraryOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  const definition = schema.def as unknown as Definition
  switch (definition.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(definition.shape).map(([key, field]) => [key, arbitraryOf(field)])),
      )
    case 'array':
      return fc.array(arbitraryOf(definition.element), { maxLength: 3 })
    case 'tuple':
      return fc.tuple(...definition.items.map(arbitraryOf))
    case 'record':
      return fc.dictionary(fc.string(), arbitraryOf(definition.valueType), { maxKeys: 3 })
    case 'nullable':
      return fc.option(arbitraryOf(definition.innerType))
    case 'enum':
      return fc.constantFrom(...Object.values(definition.entries))
    case 'string':
      return fc.oneof(fc.string(), fc.constantFrom('rpool', 'rpool/data', '/dev/sda', 'vmbr0', 'ONLINE'))
    case 'number':
      return fc
        .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat())
        .filter((value) => schema.safeParse(value).success)
    case 'boolean':
      return fc.boolean()
    default:
      throw new TypeError(`no values for a schema of type ${definition.type}`)
  }
}
