import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_FLEET, clusterAt } from '../fleet/fleet.ts'
import { viewOf } from '../state/view.ts'
import type { View } from '../state/view.ts'
import { worldWith } from '../testing/world.ts'
import { findPath, read } from './api.ts'

interface Row {
  readonly upid: string
  readonly type: string
  readonly id: string
  readonly status: string
  readonly starttime: number
  readonly endtime?: number
}

function viewAt(ms: number): View {
  const [node] = clusterAt(DEFAULT_FLEET, 0).nodes
  assert.ok(node)
  return viewOf(node, worldWith(), ms)
}

const NOON = viewAt(Date.UTC(2026, 4, 4, 12))

const tasks = (view: View, args: Readonly<Record<string, string>> = {}): readonly Row[] =>
  read(findPath(view, `/nodes/${view.node.name}/tasks`, args)) as unknown as readonly Row[]

describe('tasks of a simulated node', () => {
  test('are listed from the newest on, fifty at most unless told otherwise', () => {
    const rows = tasks(NOON)
    const starts = rows.map(({ starttime }) => starttime)
    assert.deepEqual(
      starts,
      starts.toSorted((a, b) => b - a),
    )
    assert.ok(rows.length > 20 && rows.length <= 50)
    assert.deepEqual(tasks(NOON, { start: '1', limit: '2' }), rows.slice(1, 3))
  })

  test('have an id that tells node, start, type and user', () => {
    for (const { upid, type, id, starttime } of tasks(NOON)) {
      const [, node, , , started, ...rest] = upid.split(':')
      assert.equal(node, NOON.node.name)
      assert.equal(Number.parseInt(started ?? '', 16), starttime)
      assert.deepEqual(rest.slice(0, 2), [type, id])
    }
  })

  test('are filtered by what they are about and how they ended', () => {
    const failed = tasks(NOON, { errors: '1' })
    assert.ok(failed.length > 0)
    assert.ok(failed.every(({ status }) => status !== 'OK'))
    const ofGuest = tasks(NOON).find(({ id }) => id !== '')
    assert.ok(ofGuest && tasks(NOON, { vmid: ofGuest.id }).every(({ id }) => id === ofGuest.id))
    assert.ok(tasks(NOON, { typefilter: 'vzdump' }).every(({ type }) => type === 'vzdump'))
    assert.throws(() => tasks(NOON, { limit: 'abc' }), { message: 'Parameter verification failed.' })
  })

  test('that run are among the active ones only', () => {
    const night = viewAt(Date.UTC(2026, 4, 4, 2, 31))
    const running = tasks(night, { source: 'active' })
    assert.deepEqual(
      running.map(({ type, status, endtime }) => [type, status, endtime]),
      [['vzdump', 'RUNNING', undefined]],
    )
    assert.ok(tasks(night).every(({ endtime }) => endtime !== undefined))
    assert.equal(tasks(night, { source: 'all', limit: '500' }).length, tasks(night, { limit: '500' }).length + 1)
  })
})
