import { z } from 'zod'
import { code } from './markdown.ts'

/** As far as the schemas of facts and settings go. */
interface JsonSchema {
  /** A list where there is nothing to say but that null is allowed. */
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
}

export interface Field {
  /** `pools[].name`. */
  readonly path: string
  readonly type: string
  readonly description: string
}

const jsonSchemaOf = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema) as JsonSchema

interface Split {
  readonly rest: JsonSchema
  readonly orNull: boolean
}

/** A schema without null, and whether null is allowed. */
function split(schema: JsonSchema): Split {
  const { type, anyOf } = schema
  if (typeof type === 'object') {
    const [only] = type.filter((one) => one !== 'null')
    return { rest: { ...schema, ...(only !== undefined && { type: only }) }, orNull: type.includes('null') }
  }
  const rest = anyOf?.find((one) => one.type !== 'null')
  return rest ? { rest, orNull: anyOf?.some((one) => one.type === 'null') ?? false } : { rest: schema, orNull: false }
}

const rangeOf = ({ minimum = -Infinity, maximum = Infinity }: JsonSchema): string =>
  [
    minimum > Number.MIN_SAFE_INTEGER ? ` from ${minimum}` : '',
    maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : '',
  ].join('')

function wordOf(whole: JsonSchema): string {
  const { rest: schema, orNull } = split(whole)
  return orNull ? `${kindOf(schema)} or null` : kindOf(schema)
}

function kindOf(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map(code).join(', ')
  switch (schema.type) {
    case 'array':
      if (schema.prefixItems) return schema.prefixItems.map(wordOf).join(' and ')
      return `list of ${schema.items?.properties ? 'objects' : `${wordOf(schema.items ?? {})}s`}`
    case 'integer':
      return `whole number${rangeOf(schema)}`
    case 'number':
      return `number${rangeOf(schema)}`
    case 'string':
      return 'text'
    case 'boolean':
      return 'yes or no'
    case 'object':
      return 'object'
    default:
      throw new TypeError(`no word for the schema ${JSON.stringify(schema)}`)
  }
}

function fieldsBelow(schema: JsonSchema, path: string): Field[] {
  const own = split(schema).rest
  if (own.items) return fieldsBelow(own.items, `${path}[]`)
  return Object.entries(own.properties ?? {}).flatMap(([name, field]) => {
    const fieldPath = path === '' ? name : `${path}.${name}`
    return [
      { path: fieldPath, type: wordOf(field), description: field.description ?? '' },
      ...fieldsBelow(field, fieldPath),
    ]
  })
}

/** Every field of an object, those of the objects in it after it. */
export const fieldsOf = (schema: z.ZodType): Field[] => fieldsBelow(jsonSchemaOf(schema), '')

/** What a value may be, in words. */
export const valuesOf = (schema: z.ZodType): string => wordOf(jsonSchemaOf(schema))
