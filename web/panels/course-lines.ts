import { isKnown, type Line, mostOf } from '../chart/line.ts'
import type { Unit } from '../chart/scale.ts'
import type { Course } from '../api/history.ts'
import type { Courses } from '../state/history.ts'
import type { ChartPlan } from './history-charts.ts'

type Translate = (key: string, values?: Record<string, unknown>) => string

export interface Chart {
  readonly id: string
  readonly title: string
  readonly unit: Unit
  readonly lines: readonly Line[]
  readonly stepSeconds: number
}

const isAnyKnown = ({ steps }: Pick<Line, 'steps'>): boolean => steps.some(isKnown)
const isEverMore = ({ steps }: Pick<Line, 'steps'>): boolean => steps.some((step) => (mostOf(step) ?? 0) > 0)
const isWorthShowing = (lines: readonly Line[]): boolean => lines.slice(0, 1).some(isAnyKnown) && lines.some(isEverMore)

function linesOf({ lines }: ChartPlan, courses: Courses, t: Translate): Line[] {
  return lines.flatMap(({ metric: id, look, word, extra }) => {
    const { steps, stepSeconds } = courses.get(id) ?? { steps: [], stepSeconds: 0 }
    const line = { id, look, label: t(`history.line.${word ?? id}`), steps, stepSeconds }
    return extra && !isAnyKnown(line) ? [] : [line]
  })
}

/** What the charts of a page show of the courses that are there. */
export function chartsOf(plans: readonly ChartPlan[], courses: Courses, t: Translate): Chart[] {
  return plans.flatMap((plan) => {
    const lines = linesOf(plan, courses, t)
    if (plan.extra && !isWorthShowing(lines)) return []
    const stepSeconds = Math.max(0, ...plan.lines.map(({ metric }) => courses.get(metric)?.stepSeconds ?? 0))
    return [{ id: plan.id, title: t(`history.charts.${plan.id}`), unit: plan.unit, lines, stepSeconds }]
  })
}

function sourceOf({ source, reason }: Course, t: Translate): string {
  const from = t(`history.from.${source}`)
  return reason === null ? from : t('history.because', { from, reason })
}

/** A chart by its title, and a line of it that is from elsewhere than the first by its own name too. */
function namedSources({ title, lines }: Chart, courses: Courses, t: Translate) {
  const known = lines.flatMap(({ id, label }) => {
    const course = courses.get(id)
    return course ? [{ label, sentence: sourceOf(course, t) }] : []
  })
  const others = known.filter(({ sentence }) => sentence !== known[0]?.sentence)
  return [
    ...known.slice(0, 1).map(({ sentence }) => ({ name: title, sentence })),
    ...others.map(({ label, sentence }) => ({ name: `${title} (${label})`, sentence })),
  ]
}

/** Where the values are from, a sentence for each source and reason; which values, only where there are several. */
export function sourcesOf(charts: readonly Chart[], courses: Courses, t: Translate): string[] {
  const all = charts.flatMap((chart) => namedSources(chart, courses, t))
  const groups = [...Map.groupBy(all, ({ sentence }) => sentence)]
  return groups.map(([from, named]) =>
    groups.length === 1 ? from : t('history.fromPart', { charts: named.map(({ name }) => name).join(', '), from }),
  )
}
