import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { COLLECTORS, GUEST_COLLECTORS } from './index.ts'

const FOLDERS = ['cluster', 'node', 'guest']

const ALL = [...COLLECTORS, ...GUEST_COLLECTORS]

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(join(import.meta.dirname, folder))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({ scope: folder, name: file.replace('.ts', ''), path: `./${folder}/${file}` })),
)

const isCollector = (value: unknown): boolean => typeof value === 'object' && value !== null && 'collect' in value

test('every collector is in the list once, under the name of its file and the scope of its folder', async () => {
  const found: string[] = []
  for (const { scope, name, path } of sources) {
    const exported = Object.values((await import(path)) as Record<string, unknown>)
    if (exported.some(isCollector)) found.push(`${scope} ${name}`)
  }
  const listed = ALL.map(({ scope, name }) => `${scope} ${name}`)
  assert.deepEqual(listed.toSorted(), found.toSorted())
  assert.ok(listed.length > 0)
})

interface JsonSchema {
  description?: string
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  anyOf?: JsonSchema[]
}

/** Paths of the fields below a schema that say nothing of themselves. */
function undescribed({ properties = {}, items, anyOf = [] }: JsonSchema, path: string): string[] {
  const fields = Object.entries(properties).flatMap(([name, field]) => [
    ...(field.description ? [] : [`${path}.${name}`]),
    ...undescribed(field, `${path}.${name}`),
  ])
  return [...fields, ...(items ? [items] : []).concat(anyOf).flatMap((part) => undescribed(part, path))]
}

test('every field of every fact is described', () => {
  const silent = ALL.flatMap(({ name, fact }) => undescribed(z.toJSONSchema(fact) as JsonSchema, name))
  assert.deepEqual(silent, [])
})

test('every collector has a title and an interval from 10 minutes to a day', () => {
  for (const { name, title, every } of ALL) {
    assert.match(title, /^[A-Z].*[^.]$/, name)
    assert.ok([600, 3600, 86_400].includes(every), `${name}: ${every} s`)
  }
})
