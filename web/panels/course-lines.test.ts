import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Course } from '../api/history.ts'
import { chartsOf, sourcesOf } from './course-lines.ts'
import type { ChartPlan } from './history-charts.ts'

const t = (key: string, values: Record<string, unknown> = {}): string =>
  [key, ...Object.values(values).map(String)].join(' ')

const course = (mean: number | null, over: Partial<Course> = {}): Course => ({
  source: 'pve',
  reason: null,
  stepSeconds: 60,
  steps: [{ at: 0, mean, least: null, most: null }],
  ...over,
})

const PLANS: readonly ChartPlan[] = [
  {
    id: 'memory',
    unit: 'bytes',
    lines: [
      { metric: 'used', look: 'first' },
      { metric: 'arc', look: 'second', extra: true },
    ],
  },
  {
    id: 'swap',
    unit: 'bytes',
    extra: true,
    lines: [
      { metric: 'swap', look: 'first', word: 'swapped' },
      { metric: 'whole', look: 'whole' },
    ],
  },
]

const idsOf = (courses: ReadonlyMap<string, Course>) =>
  chartsOf(PLANS, courses, t).map(({ id, lines }) => [id, lines.map((line) => line.id)])

test('a line of which nothing is known is there all the same, unless it is an extra one', () => {
  const unknown = new Map([
    ['used', course(null)],
    ['arc', course(null)],
    ['swap', course(null)],
    ['whole', course(8)],
  ])
  assert.deepEqual(idsOf(unknown), [['memory', ['used']]])
  const known = new Map([...unknown, ['arc', course(1)], ['swap', course(1)]] as [string, Course][])
  assert.deepEqual(idsOf(known), [
    ['memory', ['used', 'arc']],
    ['swap', ['swap', 'whole']],
  ])
})

test('an extra chart is left out where its first line is not known, and where all it has is nothing', () => {
  const isShown = (swap: number | null, whole: number | null): boolean =>
    idsOf(
      new Map([
        ['used', course(1)],
        ['swap', course(swap)],
        ['whole', course(whole)],
      ]),
    ).some(([id]) => id === 'swap')
  assert.deepEqual([isShown(0, 8), isShown(null, 8), isShown(0, 0), isShown(1, null)], [true, false, false, true])
})

test('a chart is as coarse as the coarsest of its lines, and has its words', () => {
  const courses = new Map([
    ['used', course(1)],
    ['arc', course(1, { stepSeconds: 300 })],
  ])
  const [memory] = chartsOf(PLANS, courses, t)
  assert.equal(memory?.stepSeconds, 300)
  assert.equal(memory.title, 'history.charts.memory')
  assert.deepEqual(
    memory.lines.map(({ label }) => label),
    ['history.line.used', 'history.line.arc'],
  )
  const [, swap] = chartsOf(PLANS, new Map([['swap', course(1)]]), t)
  assert.equal(swap?.lines[0]?.label, 'history.line.swapped')
})

test('one source is said once; of several it is said which charts are from each, and why', () => {
  const one = new Map([
    ['used', course(1)],
    ['swap', course(1)],
  ])
  assert.deepEqual(sourcesOf(chartsOf(PLANS, one, t), one, t), ['history.from.pve'])
  const reason = 'PVE was not there.'
  const two = new Map([...one, ['swap', course(1, { source: 'samples', reason })]] as [string, Course][])
  assert.deepEqual(sourcesOf(chartsOf(PLANS, two, t), two, t), [
    'history.fromPart history.charts.memory history.from.pve',
    `history.fromPart history.charts.swap history.because history.from.samples ${reason}`,
  ])
  const arc = new Map([...one, ['arc', course(1, { source: 'samples' })]] as [string, Course][])
  assert.deepEqual(sourcesOf(chartsOf(PLANS, arc, t), arc, t), [
    'history.fromPart history.charts.memory, history.charts.swap history.from.pve',
    'history.fromPart history.charts.memory (history.line.arc) history.from.samples',
  ])
})
