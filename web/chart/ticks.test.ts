import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stepTime, timeTicks } from './ticks.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const NOON = Date.UTC(2026, 6, 15, 12) / 1000

test('hours are told by the clock of the reader, and a day by its date where it begins', () => {
  const times = [0, 6, 12, 18].map((hours) => NOON + hours * HOUR)
  assert.deepEqual(timeTicks(times, 6 * HOUR, 'en', 'UTC'), ['12:00', '18:00', 'Jul 16', '06:00'])
  assert.deepEqual(timeTicks(times, 6 * HOUR, 'it', 'Europe/Rome'), ['14:00', '20:00', '02:00', '08:00'])
})

test('days are told by their date, and months by their name or, where a year begins, by that', () => {
  assert.deepEqual(timeTicks([NOON, NOON + DAY], DAY, 'it', 'UTC'), ['15 lug', '16 lug'])
  const months = [11, 12, 13].map((month) => Date.UTC(2026, month) / 1000)
  assert.deepEqual(timeTicks(months, 30 * DAY, 'en', 'UTC'), ['Dec', '2027', 'Feb'])
})

test('a step is told by when it begins, one of a day by that day in UTC wherever the reader is', () => {
  assert.equal(stepTime(NOON, 60, 'en', 'UTC'), 'Wed, Jul 15, 12:00')
  assert.equal(stepTime(NOON, 60, 'it', 'Europe/Rome'), 'mer 15 lug, 14:00')
  assert.equal(stepTime(Date.UTC(2026, 6, 15) / 1000, DAY, 'en', 'America/New_York'), 'Jul 15, 2026')
})
