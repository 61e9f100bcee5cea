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

/** A counter that has grown for `seconds` at about `perSecond`, never backwards. */
export function grown(label: string, seconds: number, perSecond: number): number {
  const phase = at(label, 0) * 2 * Math.PI
  const swing = (300 / (2 * Math.PI)) * 0.8
  const waves = swing * (Math.sin((2 * Math.PI * seconds) / 300 + phase) - Math.sin(phase))
  return Math.max(0, Math.round(perSecond * (seconds + waves)))
}

/** Seconds since something last began that begins again each `period` seconds. */
export const since = (label: string, seconds: number, period: number): number =>
  Math.floor((seconds + at(label, 1) * period) % period)
