import uPlot from 'uplot'
import type { Locale } from '../format/locale.ts'
import { type Aligned, aligned, hasSpread, leastOf, type Line, lonely, type Look, LOOKS, mostOf } from './line.ts'
import { axisMark } from './quantity.ts'
import { axisRange, axisSteps, type Unit } from './scale.ts'
import { timeTicks } from './ticks.ts'

export interface Drawing {
  readonly lines: readonly Line[]
  readonly unit: Unit
  /** From when to when, in seconds since the epoch. */
  readonly span: readonly [from: number, to: number]
  readonly locale: Locale
  /** Told once it is drawn anew: where things are is known only then. */
  readonly onDrawn: () => void
}

export interface Plot {
  readonly resize: () => void
  /** Moves the cross-hair; null takes it away. Returns how far from the left edge it is, in pixels. */
  readonly point: (at: number | null) => number
  /** The step under a place of the window; null where there is none. */
  readonly timeAt: (clientX: number) => number | null
  readonly erase: () => void
}

interface Colours {
  readonly lines: Readonly<Record<Look, string>>
  readonly soft: Readonly<Record<Look, string>>
  readonly grid: string
  readonly text: string
}

const FONT = '11px "Inter Variable", system-ui, sans-serif'
const SIDE = 66
const FOOT = 26
const OUTSIDE = { left: -10, top: -10 }

const dashOf = (look: Look): { dash?: number[] } =>
  look === 'whole' ? { dash: [2, 4] } : look === 'second' ? { dash: [6, 3] } : {}

/** A canvas knows no variables of a style sheet. */
function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  const each = (suffix: string) =>
    Object.fromEntries(LOOKS.map((look) => [look, read(`--chart-${look}${suffix}`)])) as Record<Look, string>
  return { lines: each(''), soft: each('-soft'), grid: read('--chart-grid'), text: read('--chart-text') }
}

function axesOf({ unit, locale }: Drawing, { grid, text }: Colours): uPlot.Axis[] {
  const line = { stroke: grid, width: 1 }
  const common = { stroke: text, font: FONT, grid: line, gap: 6 }
  return [
    {
      ...common,
      size: FOOT,
      space: 64,
      grid: { show: false },
      ticks: { ...line, size: 4 },
      border: { show: true, ...line },
      values: (_, splits, _axis, _space, step) => timeTicks(splits, step, locale),
    },
    {
      ...common,
      size: SIDE,
      space: 26,
      ticks: { show: false },
      incrs: [...axisSteps(unit)],
      values: (_, splits) => splits.map((value) => axisMark(unit, value, locale)),
    },
  ]
}

type Row = (number | null | undefined)[]

/** A line for each, and two that are not drawn around each whose values lie apart: the band is between these. */
function seriesOf({ lines }: Drawing, { columns }: Aligned, { lines: strokes, soft }: Colours) {
  const series: uPlot.Series[] = [{}]
  const bands: uPlot.Band[] = []
  const rows: Row[] = []
  const add = (one: uPlot.Series, row: Row): number => {
    rows.push(row)
    return series.push(one) - 1
  }
  lines.forEach((line, index) => {
    const column = columns[index] ?? []
    const edge = (row: Row): number => add({ width: 0, points: { show: false } }, row)
    if (hasSpread(line)) {
      const most = edge(column.map((step) => (step ? mostOf(step) : undefined)))
      const least = edge(column.map((step) => (step ? leastOf(step) : undefined)))
      bands.push({ series: [most, least], fill: soft[line.look] })
    }
    const means = column.map((step) => step?.mean)
    const alone = lonely(means)
    const stroke = strokes[line.look]
    const points = { show: false, filter: () => (alone.length > 0 ? alone : null), size: 4, fill: stroke }
    add({ label: line.id, stroke, width: 1.5, points, ...dashOf(line.look) }, means)
  })
  return { series, bands, rows }
}

/** The pointer is listened to around the plot, since keys and other charts move the cross-hair too. */
const deaf = (): null => null

function optionsOf(drawing: Drawing, element: HTMLElement, all: Aligned, colours: Colours) {
  const { unit, span, onDrawn } = drawing
  const { series, bands, rows } = seriesOf(drawing, all, colours)
  const hasDot = series.map(({ stroke }) => stroke !== undefined)
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: element.clientHeight,
    // On the right there is room for half of the last mark of the time.
    padding: [8, 22, 0, 0],
    series,
    bands,
    axes: axesOf(drawing, colours),
    legend: { show: false },
    scales: { x: { range: () => [...span] }, y: { range: (_, least, most) => [...axisRange(unit, least, most)] } },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      bind: { mousemove: deaf, mouseenter: deaf, mouseleave: deaf, mousedown: deaf, mouseup: deaf, dblclick: deaf },
      points: { size: (_, index) => (hasDot[index] === true ? 7 : 0) },
    },
    hooks: { draw: [onDrawn] },
  }
  return { options, rows }
}

/** Draws lines over time into an element, as large as it is. */
export function drawPlot(element: HTMLElement, drawing: Drawing): Plot {
  const all = aligned(drawing.lines)
  const { options, rows } = optionsOf(drawing, element, all, coloursOf(element))
  const plot = new uPlot(options, [[...all.times], ...rows], element)
  return {
    resize: () => plot.setSize({ width: element.clientWidth, height: element.clientHeight }),
    point(at) {
      if (at === null) {
        plot.setCursor(OUTSIDE, false)
        return 0
      }
      const left = plot.valToPos(at, 'x')
      plot.setCursor({ left, top: 0 }, false)
      return left + plot.over.offsetLeft
    },
    timeAt: (clientX) => all.times[plot.posToIdx(clientX - plot.over.getBoundingClientRect().left)] ?? null,
    erase: () => plot.destroy(),
  }
}
