import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { extremesOf } from '../chart/extremes.ts'
import { aligned, lasting, leastOf, type Line, type Look, mostOf, type Step } from '../chart/line.ts'
import { quantity } from '../chart/quantity.ts'
import type { Unit } from '../chart/scale.ts'
import { stepTime } from '../chart/ticks.ts'
import { locale } from './language.ts'

export interface Chart {
  readonly lines: readonly Line[]
  readonly unit: Unit
  readonly stepSeconds: number
}

/** What a line says, as text. */
export interface Said {
  readonly id: string
  readonly label: string
  readonly look: Look
  /** Null is not known. */
  readonly value: string | null
  /** Between which values it lay; null where that is the value itself, or not known. */
  readonly spread: string | null
}

export interface Reading {
  readonly time: string
  readonly said: readonly Said[]
}

/** What a chart says in words: at a step, at last, and as a whole. */
export function useReadings(chart: Chart) {
  const { t } = useI18n()
  const all = computed(() => lasting(aligned(chart.lines), chart.lines))
  const text = (value: number | null | undefined): string | null =>
    value === null || value === undefined ? null : quantity(chart.unit, value, locale.value)
  const time = (at: number): string => stepTime(at, chart.stepSeconds, locale.value)

  const between = (least: string | null, most: string | null): string | null =>
    least === null || most === null || least === most ? null : t('history.between', { least, most })

  const said = ({ id, label, look }: Line, step: Step | undefined): Said => ({
    id,
    label,
    look,
    value: text(step?.mean),
    spread: step ? between(text(leastOf(step)), text(mostOf(step))) : null,
  })

  const readingAt = (index: number): Reading => ({
    time: time(all.value.times[index] ?? 0),
    said: chart.lines.map((line, place) => said(line, all.value.columns[place]?.[index])),
  })

  /** The last value of each line, and between which all of them lay. */
  const latest = computed(() =>
    chart.lines.map(({ id, label, look, steps }): Said => {
      const extremes = extremesOf(steps)
      const spread = extremes && between(text(extremes.least), text(extremes.most))
      return { id, label, look, value: text(extremes?.last.value), spread }
    }),
  )

  const sentence = ({ label: line, steps }: Line): string => {
    const extremes = extremesOf(steps)
    if (!extremes) return t('history.unknownLine', { line })
    const [least, most, last] = [extremes.least, extremes.most, extremes.last.value].map(text)
    if (least === most) return t('history.steady', { line, last })
    return extremes.isNow
      ? t('history.about', { line, least, most, last })
      : t('history.aboutBefore', { line, least, most, last, at: time(extremes.last.at) })
  }
  const summary = computed(() => chart.lines.map(sentence).join('; '))

  return { all, readingAt, latest, summary, time }
}

/** A reading as it is read out. */
export const spokenReading = ({ time, said }: Reading, unknown: string): string =>
  `${time}: ${said.map(({ label, value }) => `${label} ${value ?? unknown}`).join(', ')}`
