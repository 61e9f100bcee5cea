/** What the values of a chart are: percent 0–100, bytes, bytes per second, degrees Celsius, load, a number of things. */
export type Unit = 'percent' | 'bytes' | 'rate' | 'temperature' | 'load' | 'count'

export type Range = readonly [least: number, most: number]

const PERCENT_TOPS = [10, 25, 50, 100]
const DEGREES = 10
const HEADROOM = 1.06

const rangeOf = (most: number, smallest: number): Range => [0, Math.max(most * HEADROOM, smallest)]

const tens = (round: (value: number) => number, degrees: number): number =>
  // Without the zero below zero.
  round(degrees / DEGREES) * DEGREES + 0

const RANGES: Readonly<Record<Unit, (least: number, most: number) => Range>> = {
  percent: (_, most) => [0, PERCENT_TOPS.find((top) => most <= top) ?? most * HEADROOM],
  bytes: (_, most) => rangeOf(most, 1024),
  rate: (_, most) => rangeOf(most, 1024),
  temperature: (least, most) => [tens(Math.floor, least - 2), tens(Math.ceil, most + 2)],
  load: (_, most) => rangeOf(most, 1),
  count: (_, most) => rangeOf(most, 1),
}

/** From where to where an axis goes that shows these values. What is counted begins at zero. */
export const axisRange = (unit: Unit, least: number, most: number): Range => RANGES[unit](least, most)

const BINARY = Array.from({ length: 60 }, (_, power) => 2 ** power)
const DECIMAL = Array.from({ length: 15 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** (power - 2))).flat()
const WHOLE = DECIMAL.filter((step) => step >= 1)

const STEPS: Readonly<Record<Unit, readonly number[]>> = {
  percent: [1, 2, 5, 10, 25, 50, 100],
  bytes: BINARY,
  rate: BINARY,
  temperature: WHOLE,
  load: DECIMAL,
  count: WHOLE,
}

/** How far apart the marks of an axis may be: such that each is a round number of its unit. */
export const axisSteps = (unit: Unit): readonly number[] => STEPS[unit]
