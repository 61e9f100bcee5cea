import assert from 'node:assert/strict'
import { Validator } from '@seriousme/openapi-schema-validator'
import { before, describe, it } from 'node:test'
import { apiWith } from '../../test/tools/api.ts'
import { PROBLEMS } from './problems.ts'

interface Parameter {
  readonly name: string
  readonly in: string
  readonly description?: string
  readonly schema: Readonly<Record<string, unknown>>
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly tags: readonly string[]
  readonly security: readonly unknown[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: unknown
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly description?: string }>>
}

interface Document {
  readonly servers: readonly { readonly url: string }[]
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly type: string }>>
    readonly responses: Readonly<Record<string, unknown>>
  }
}

const OPERATION_KEYS = [
  'operationId',
  'summary',
  'tags',
  'description',
  'parameters',
  'requestBody',
  'security',
  'x-access',
  'responses',
]

describe('the OpenAPI document', () => {
  let document: Document
  let operations: readonly (Operation & { readonly name: string })[]
  before(async () => {
    const { app } = await apiWith()
    document = (await app.inject('/api/openapi.json')).json<Document>()
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ ...operation, name: `${method} ${path}` })),
    )
  })

  it('is valid OpenAPI 3.1, says a tool that others wrote', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate({ ...document })
    assert.deepEqual([valid, errors ?? []], [true, []])
    assert.equal(validator.version, '3.1')
    assert.equal((await validator.validate({ ...document, pahts: {} })).valid, false, 'and the tool can say no')
  })

  it('names each operation once, after its method and path', () => {
    const ids = operations.map(({ operationId }) => operationId)
    assert.equal(new Set(ids).size, ids.length)
    for (const id of ids) assert.match(id, /^(get|post|put|patch|delete)[A-Za-z0-9]+$/)
    const { operationId } = document.paths['/api/nodes/{node_id}/host-details']?.['get'] ?? {}
    assert.equal(operationId, 'getNodesByNodeIdHostDetails')
  })

  it('describes every operation, parameter and group', () => {
    const groups = new Set(document.tags.map(({ name }) => name))
    for (const { name, summary, tags, parameters = [], ...more } of operations) {
      assert.match(summary, /\w/, name)
      assert.deepEqual(
        Object.keys(more).filter((key) => key !== 'name' && !OPERATION_KEYS.includes(key)),
        [],
        name,
      )
      assert.equal(tags.length, 1, name)
      for (const tag of tags) assert.ok(groups.has(tag), `openapi/tags.ts does not say what ${tag} is`)
      for (const { name: parameter, description = '' } of parameters)
        assert.match(description, /\w/, `${name} ${parameter}`)
    }
    for (const { name, description } of document.tags) assert.match(description, /\w/, name)
    assert.deepEqual(emptyDescriptions(document), [])
  })

  it('gives the numbers of a path and a query as numbers', () => {
    const parameters = document.paths['/api/nodes/{node_id}/vms/{vmid}/full-details']?.['get']?.parameters ?? []
    const schemas = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]))
    const id = { type: 'integer', minimum: 1, maximum: 999_999_999_999_999 }
    assert.deepEqual([schemas['node_id'], schemas['vmid']], [id, id])
    assert.deepEqual(schemas['max_age'], { type: 'integer', minimum: 0, maximum: 999_999_999 })
    const list = document.paths['/api/dashboard/vms']?.['get']?.parameters ?? []
    const limit = list.find(({ name }) => name === 'limit')?.schema
    assert.deepEqual(limit, { type: 'integer', minimum: 1, maximum: 1000, default: 100 })
  })

  it('says of every operation which problems it may answer with', () => {
    for (const { name, responses, security, parameters = [], requestBody } of operations) {
      const statuses = Object.keys(responses)
      const must = ['400', '403', '500', '503', 'default']
      if (security.length > 0) must.push('401')
      if (parameters.some((parameter) => parameter.in === 'path')) must.push('404')
      if (requestBody !== undefined) must.push('413', '415')
      for (const status of must) assert.ok(statuses.includes(status), `${name} ${status}`)
      for (const [status, { $ref }] of Object.entries(responses)) {
        if (status >= '4') assert.equal($ref, `#/components/responses/Problem${status.replace('default', '')}`, name)
      }
    }
    const statuses = new Set(Object.values(PROBLEMS).map(({ status }) => `Problem${status}`))
    assert.deepEqual(Object.keys(document.components.responses).sort(), [...statuses, 'Problem'].sort())
  })

  it('has names for what a client has types of, and none that nothing uses', () => {
    const text = JSON.stringify(document)
    const names = Object.keys(document.components.schemas)
    for (const name of ['HostDetails', 'VmFullDetails', 'NodeItem', 'GuestItem', 'Overview', 'Problem', 'Coverage'])
      assert.ok(names.includes(name), name)
    for (const name of names) assert.ok(text.includes(`"#/components/schemas/${name}"`), name)
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      assert.ok(names.includes(name), name)
  })

  it('names no host', () => {
    assert.deepEqual(
      document.servers.map(({ url }) => url),
      ['/'],
    )
  })
})

/** Where a description is there and says nothing. */
function emptyDescriptions(part: unknown, path = ''): string[] {
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, value]) => [
    ...(key === 'description' && typeof value === 'string' && value.trim() === '' ? [path] : []),
    ...emptyDescriptions(value, `${path}/${key}`),
  ])
}
