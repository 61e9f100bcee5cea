import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_FLEET, clusterAt } from '../fleet/fleet.ts'
import type { ReleaseLine } from '../fleet/release.ts'
import { viewOf } from '../state/view.ts'
import type { View } from '../state/view.ts'
import { worldWith } from '../testing/world.ts'
import { findPath, read } from './api.ts'

const NOON = Date.UTC(2026, 4, 4, 12)
type Row = Readonly<Record<string, number>> & { readonly time: number }

function someView(line: ReleaseLine, downSince: number | null = null): View {
  const [node] = clusterAt({ ...DEFAULT_FLEET, guestsPerNode: 20, versions: { [line]: 1 } }, 0).nodes
  assert.ok(node)
  return viewOf(node, { ...worldWith(), downSince: () => downSince }, NOON)
}

const history = (view: View, what: string, timeframe: string, cf?: string): readonly Row[] =>
  read(
    findPath(view, `/nodes/${view.node.name}${what}/rrddata`, { timeframe, ...(cf !== undefined && { cf }) }),
  ) as unknown as readonly Row[]

const blank = (row: Row): boolean => Object.keys(row).join() === 'time'

const guestThat = ({ node }: View, running: boolean): string => {
  const guest = node.cluster.guests.find((one) => one.running === running && one.type === 'qemu')
  return `/qemu/${guest?.vmid ?? assert.fail('no such guest')}`
}

describe('the history of a simulated fleet', () => {
  test('has a row for each step, up to the last one that is over', () => {
    const steps = (line: ReleaseLine, timeframe: string): unknown => {
      const rows = history(someView(line), '/storage/local', timeframe)
      const [before, last] = rows.slice(-2)
      assert.ok(before && last)
      assert.ok(last.time + (last.time - before.time) <= NOON / 1000)
      return [rows.length, last.time - before.time]
    }
    assert.deepEqual(
      ['hour', 'day', 'week', 'month', 'year'].map((timeframe) => [steps('8.4', timeframe), steps('9.2', timeframe)]),
      [
        [
          [70, 60],
          [60, 60],
        ],
        [
          [70, 1800],
          [1440, 60],
        ],
        [
          [70, 10_800],
          [336, 1800],
        ],
        [
          [70, 43_200],
          [1440, 1800],
        ],
        [
          [70, 604_800],
          [1440, 21_600],
        ],
      ],
    )
  })

  test('has rows with nothing but their time from before anything was recorded', () => {
    const rows = history(someView('8.4'), '', 'year')
    const begun = rows.findIndex((row) => !blank(row))
    assert.ok(begun > 0)
    assert.ok(rows.slice(0, begun).every(blank) && !rows.slice(begun).some(blank))
  })

  test('has nothing to tell of the time a node was down', () => {
    const rows = history(someView('8.4', NOON / 1000 - 1800), '', 'hour')
    assert.deepEqual(
      rows.filter(blank).map(({ time }) => time),
      rows.map(({ time }) => time).filter((time) => time >= NOON / 1000 - 1800),
    )
  })

  test('tells of a guest that is stopped its size alone', () => {
    const view = someView('8.4')
    const last = history(view, guestThat(view, false), 'hour').at(-1)
    assert.deepEqual(Object.keys(last ?? {}), ['disk', 'maxcpu', 'maxdisk', 'maxmem', 'time'])
    const running = Object.keys(history(view, guestThat(view, true), 'hour').at(-1) ?? {})
    assert.ok(['cpu', 'mem', 'netin', 'diskread'].every((column) => running.includes(column)))
  })

  test('has traffic as a rate, and no negative one', () => {
    const view = someView('8.4')
    const columns = ['netin', 'netout', 'diskread', 'diskwrite'] as const
    const rates = history(view, guestThat(view, true), 'year').flatMap((row) => columns.map((column) => row[column]))
    const known = rates.filter((rate) => rate !== undefined)
    assert.ok(known.length > 100)
    assert.ok(known.every((rate) => rate >= 0 && rate < 1e9))
  })

  test('has maxima that are no less than what was between', () => {
    const view = someView('8.4')
    const [average, highest] = [history(view, '', 'day'), history(view, '', 'day', 'MAX')]
    for (const [index, row] of average.entries()) assert.ok((row['cpu'] ?? 0) <= (highest[index]?.['cpu'] ?? 0))
    assert.notDeepEqual(average, highest)
  })

  test('is known to every member, but that of a storage to its node alone', () => {
    const view = someView('8.4')
    const other = view.node.cluster.nodes[1]
    assert.ok(other)
    const away = viewOf(other, view.world, NOON)
    const path = `/nodes/${view.node.name}/rrddata`
    assert.deepEqual(read(findPath(away, path, { timeframe: 'hour' })), history(view, '', 'hour'))
    assert.throws(() => history(view, '/qemu/99999', 'hour'), /^Error: RRD error: opening .*pve2-vm\/99999'/)
    assert.throws(() => history(view, '/storage/none', 'hour'), /pve2-storage\/.*\/none'/)
  })
})
