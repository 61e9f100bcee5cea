import assert from 'node:assert/strict'
import { test } from 'node:test'
import { worstNodesFirst, worstStoragesFirst } from './attention.ts'

interface Over {
  readonly status?: 'offline' | 'unknown'
  readonly critical?: number
  readonly warning?: number
  readonly cpu?: number
  readonly storage?: number
}

const node = (name: string, { status, critical = 0, warning = 0, cpu = 5, storage = 10 }: Over = {}) => ({
  name,
  status: status ?? ('online' as const),
  findings: { critical, warning },
  cpu: { used_percent: cpu },
  memory: { used_percent: null },
  storage: { used_percent: storage },
})

test('nodes that need someone come first, then those to look at, then the busiest', () => {
  const nodes = [
    node('idle'),
    node('busy', { cpu: 60 }),
    node('full', { storage: 95 }),
    node('warned', { warning: 1 }),
    node('sick', { critical: 1 }),
    node('silent', { status: 'unknown' }),
    node('gone', { status: 'offline' }),
  ]
  assert.deepEqual(
    worstNodesFirst(nodes).map(({ name }) => name),
    ['gone', 'silent', 'sick', 'full', 'warned', 'busy', 'idle'],
  )
})

test('nodes that are alike keep their order', () => {
  assert.deepEqual(
    worstNodesFirst([node('b'), node('a')]).map(({ name }) => name),
    ['b', 'a'],
  )
})

test('storages that are not reached come first, then the fullest; disabled ones not at all', () => {
  const storage = (name: string, used_percent: number | null, active: boolean | null = true, enabled = true) => ({
    name,
    used_percent,
    active,
    enabled,
  })
  const storages = [
    storage('unknown', null),
    storage('half', 50),
    storage('off', 99, false, false),
    storage('full', 95),
    storage('lost', null, false),
    storage('gone', null, false),
  ]
  assert.deepEqual(
    worstStoragesFirst(storages).map(({ name }) => name),
    ['lost', 'gone', 'full', 'half', 'unknown'],
  )
})
