import type { Access } from '../access.ts'
import { problemRepliesOf, problemResponses } from './problem-replies.ts'
import { TAGS } from './tags.ts'

interface Response {
  readonly description?: string
  readonly content?: Readonly<Record<string, unknown>>
}

interface Parameter {
  readonly schema?: Readonly<Record<string, unknown>>
}

/** An operation as it is made from a route. */
interface Operation {
  readonly tags?: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: unknown
  readonly responses: Readonly<Record<string, Response>>
  readonly 'x-access'?: Access
}

/** The parts of an OpenAPI document that are completed here. */
export interface Described {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> }
}

/** What routes do not say themselves: ids of operations, their problems, their groups; and only what is used. */
export function completed(document: Described) {
  const paths = mapValues(document.paths ?? {}, (operations, path) =>
    mapValues(operations, (operation, method) => completedOperation(operation, method, path)),
  )
  const used = new Set(Object.values(paths).flatMap((each) => Object.values(each).flatMap(({ tags = [] }) => tags)))
  const tags = Object.entries(TAGS).map(([name, description]) => ({ name, description }))
  const responses = problemResponses()
  const schemas = reachable(document.components?.schemas ?? {}, [paths, responses])
  return {
    ...document,
    tags: tags.filter(({ name }) => used.has(name)),
    paths,
    components: { ...document.components, schemas, responses },
  }
}

function completedOperation(operation: Operation, method: string, path: string) {
  const { tags = [], parameters = [], requestBody, responses, 'x-access': access = 'public' } = operation
  const asked = { method, path, tags, access, takesParameters: parameters.length > 0, takesBody: !!requestBody }
  const { default: _any, ...own } = responses
  return {
    operationId: operationId(method, path),
    ...operation,
    ...(parameters.length > 0 && { parameters: parameters.map(asClientsSeeIt) }),
    responses: { ...mapValues(own, describedResponse), ...problemRepliesOf(asked) },
  }
}

/** A number comes as digits, and is checked as such; whoever asks gives a number. */
function asClientsSeeIt({ schema = {}, ...parameter }: Parameter): Parameter {
  if (schema['type'] !== 'integer') return { ...parameter, schema }
  const { pattern: _digits, default: standard, ...number } = schema
  return { ...parameter, schema: { ...number, ...(standard !== undefined && { default: Number(standard) }) } }
}

const SAYS: Readonly<Record<string, string>> = {
  200: 'What was asked for.',
  201: 'It was made.',
  202: 'It was begun.',
  204: 'It is done.',
  302: 'The page to go on with.',
}
const UNSAID = 'Default Response'

function describedResponse({ description = UNSAID, content, ...more }: Response, status: string) {
  const hasBody = status !== '204' && status !== '302' && content !== undefined
  return {
    description: description === UNSAID ? (SAYS[status] ?? 'The reply.') : description,
    ...more,
    ...(hasBody && { content }),
  }
}

/** `get /api/nodes/{node_id}/host-details` is `getNodesByNodeIdHostDetails`. */
function operationId(method: string, path: string): string {
  const words = path
    .replace(/^\/api\//, '')
    .replaceAll('{', 'by-')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

/** The schemas that something refers to, directly or over others, by name. */
function reachable(schemas: Readonly<Record<string, unknown>>, from: unknown) {
  const found = new Set<string>()
  const follow = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found.has(name)) continue
      found.add(name)
      follow(schemas[name] ?? null)
    }
  }
  follow(from)
  return Object.fromEntries([...found].sort().map((name) => [name, schemas[name]]))
}

const mapValues = <Value, Made>(record: Readonly<Record<string, Value>>, make: (value: Value, key: string) => Made) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, make(value, key)])) as Record<string, Made>
