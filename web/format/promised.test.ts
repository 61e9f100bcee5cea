import assert from 'node:assert/strict'
import { test } from 'node:test'
import { promised } from './promised.ts'

const guest = (status: string, cpus: number | null, memory: number | null, template: boolean | null = false) => ({
  status,
  template,
  cpus,
  mem_total_bytes: memory,
})

test('guests that run or stand still keep what they were promised; others and templates do not', () => {
  const guests = [guest('running', 4, 8), guest('paused', 2, 4), guest('stopped', 8, 16), guest('stopped', 1, 1, true)]
  assert.deepEqual(promised(guests), { total: 3, running: 2, cpus: 6, memoryBytes: 12 })
})

test('what is known is added up, and nothing known is not nothing', () => {
  assert.deepEqual(promised([guest('running', 4, null), guest('running', null, null)]), {
    total: 2,
    running: 2,
    cpus: 4,
    memoryBytes: null,
  })
  assert.deepEqual(promised([]), { total: 0, running: 0, cpus: 0, memoryBytes: 0 })
})
