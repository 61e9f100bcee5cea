import { hashOf } from './dice.ts'

export const MINUTE = 60
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** What moves with time, as functions of a label and of seconds: no history is kept anywhere. */

const at = (label: string, step: number): number => hashOf([label, step]) / 2 ** 32

/** Wanders smoothly between 0 and 1, reaching a new value each `period` seconds. */
export function wander(label: string, seconds: number, period: number): number {
  const step = Math.floor(seconds / period)
  const part = seconds / period - step
  const ease = part * part * (3 - 2 * part)
  return at(label, step) * (1 - ease) + at(label, step + 1) * ease
}

/** How busy people are at this time of the day, 0 to 1. */
export const busyness = (seconds: number): number => (1 - Math.cos((2 * Math.PI * (seconds % DAY)) / DAY)) / 2

/** How far a rate swings, and in which time; together by less than all of it. */
const SWINGS: readonly (readonly [share: number, period: number])[] = [
  [0.25, 5 * MINUTE],
  [0.15, 47 * MINUTE],
  [0.15, 3.4 * HOUR],
  [0.25, DAY],
  [0.15, 9 * DAY],
]

/** A counter that has grown for `seconds` at about `perSecond`, never backwards. */
export function grown(label: string, seconds: number, perSecond: number): number {
  const start = at(label, 0) * DAY
  let swung = seconds
  for (const [share, period] of SWINGS) {
    const turn = (2 * Math.PI) / period
    swung += (share / turn) * (Math.sin(turn * (start + seconds)) - Math.sin(turn * start))
  }
  return Math.max(0, Math.round(perSecond * swung))
}

/** Seconds since something last began that begins again each `period` seconds. */
export const since = (label: string, seconds: number, period: number): number =>
  Math.floor((seconds + at(label, 1) * period) % period)
