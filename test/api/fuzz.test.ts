import assert from 'node:assert/strict'
import type { InjectOptions } from 'fastify'
import fc from 'fast-check'
import { it } from 'node:test'
import { PROBLEMS } from '../../src/api/problems.ts'
import { bearer, ORIGIN, withPeople } from '../tools/accounts.ts'

/** The parts of a JSON schema that say what is valid. */
interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const SEED = 20260711
const RUNS = 1000
/** Within which every request has to be answered. */
const PATIENCE_MS = 20_000

const HOSTILE = [
  '',
  ' ',
  '0',
  '-1',
  '1e5',
  'NaN',
  '999999999999999999999',
  '٣',
  '../../etc/passwd',
  '%00',
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor',
  "' or 1=1 --",
  '<script>alert(1)</script>',
  '${jndi:ldap://x}',
  'a'.repeat(5000),
]
const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 60 }))

/** What the schema allows, as far as it can be told, so that requests also come further than the check. */
function validOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(validOf))
  switch (schema.type) {
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 9, (schema.minimum ?? 0) + 9) })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(schema.items ? validOf(schema.items) : fc.jsonValue(), { maxLength: 3 })
    case 'object':
      return bodyOf(schema, validOf)
    default:
      return fc.oneof(fc.constantFrom('a', '1', 'local', 'pve1', 'ann@example.com'), fc.string({ maxLength: 20 }))
  }
}

const anyOf = (schema: Schema): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary: validOf(schema) },
    { weight: 1, arbitrary: hostile },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  )

/** An object with some of its fields, and now and then one that does not belong there. */
function bodyOf({ properties = {}, required = [] }: Schema, value: (schema: Schema) => fc.Arbitrary<unknown>) {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, value(schema)]))
  const wanted = Object.keys(fields).filter((name) => required.includes(name))
  return fc.oneof(
    { weight: 5, arbitrary: fc.record(fields, { requiredKeys: wanted }) },
    { weight: 2, arbitrary: fc.record({ ...fields, nope: fc.jsonValue() }, { requiredKeys: [] }) },
  )
}

/** Any text as a part of an address, also what is no UTF-8. */
const encoded = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).reduce(
    (text, byte) => text + (/[\w.~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : hex(byte)),
    '',
  )
const hex = (byte: number): string => `%${byte.toString(16).padStart(2, '0')}`

type Made = InjectOptions & { readonly url: string }

/** Requests to one operation, valid ones among them. */
function requestsTo(method: string, path: string, operation: Operation): fc.Arbitrary<Made> {
  const { parameters = [], requestBody } = operation
  const given = (place: string) =>
    Object.fromEntries(parameters.filter((each) => each.in === place).map(({ name, schema }) => [name, anyOf(schema)]))
  const schema = requestBody?.content['application/json']?.schema
  return fc
    .record({
      path: fc.record(given('path')),
      query: fc.record({ ...given('query'), nope: hostile }, { requiredKeys: [] }),
      body: schema ? fc.oneof({ weight: 6, arbitrary: bodyOf(schema, anyOf) }, fc.jsonValue()) : fc.constant(undefined),
    })
    .map(({ path: inPath, query, body }) => {
      const values = new Map(Object.entries(inPath))
      const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encoded(values.get(name)))
      const search = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`)
      return {
        method: method.toUpperCase() as 'GET',
        url: search.length > 0 ? `${url}?${search.join('&')}` : url,
        ...(body !== undefined && { payload: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      }
    })
}

/** What goes on for ever is tested where it is made. */
const isStream = ({ responses }: Operation): boolean => 'text/event-stream' in (responses['200']?.content ?? {})

it('whatever is sent to any operation of the document gets an answer that the document names, and no 500', () =>
  withPeople(async ({ add, ask, log, signIn, token }) => {
    const { paths } = (await ask({ url: '/api/openapi.json' })).json<Document>()
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
    )
    const asked = operations.filter(({ operation }) => !isStream(operation))
    assert.ok(asked.length > 60)
    const { email } = await add('admin')
    const who = [{}, bearer(await token('admin')), bearer(await token('viewer')), { cookie: await signIn(email) }]
    const request = fc
      .constantFrom(...asked)
      .chain((each) => requestsTo(each.method, each.path, each.operation).map((made) => ({ ...each, made })))
    const seen = new Set<number>()
    const property = fc.asyncProperty(request, fc.constantFrom(...who), async ({ operation, made }, headers) => {
      const { statusCode, body } = await ask({ ...made, headers: { origin: ORIGIN, ...made.headers, ...headers } })
      seen.add(statusCode)
      assert.ok(statusCode < 500, `${body}\n${log.slice(-2).join('')}`)
      assert.ok(String(statusCode) in operation.responses || isElsewhere(made), `${statusCode} is not described`)
      if (statusCode >= 400) assert.ok((JSON.parse(body) as { code: string }).code in PROBLEMS)
    })
    await fc.assert(property, { seed: SEED, numRuns: RUNS, timeout: PATIENCE_MS })
    for (const status of [200, 400, 401, 403, 404]) assert.ok(seen.has(status), `${status} never came`)
    assert.ok(!log.some((line) => line.includes('request failed')))
  }))

/** A path whose value is empty or begins another one is that of another operation, or of none. */
const isElsewhere = ({ url }: Made): boolean => /\/(?:%2f|\.{0,2}(?:\/|\?|$))/i.test(url)
