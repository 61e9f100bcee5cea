import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  daysUntil,
  formatAge,
  formatDate,
  formatDuration,
  formatMilliseconds,
  formatMoment,
  formatTime,
} from './time.ts'

const NOW = Date.UTC(2026, 6, 15, 12)
const HOUR = 3_600_000

test('a duration shows its two largest units', () => {
  const shown = [0, 59, 60, 3599, 3600, 15_000, 86_400, 1_051_200].map((seconds) => formatDuration(seconds, 'en'))
  assert.deepEqual(shown, ['0 s', '59 s', '1 min', '59 min', '1 h', '4 h 10 min', '1 d', '12 d 4 h'])
})

test('a duration never skips a unit to show a smaller one', () => {
  assert.equal(formatDuration(86_400 + 300, 'en'), '1 d')
})

test('a duration counts days in the language', () => {
  assert.equal(formatDuration(2 * 86_400, 'it'), '2 g')
})

test('an age is seconds, minutes, hours, then a date', () => {
  const ages = [0, 14_000, 3 * 60_000, 2 * HOUR].map((age) => formatAge(NOW - age, NOW, 'en'))
  assert.deepEqual(ages, ['0 s', '14 s', '3 min', '2 h'])
  // Noon by the reader's clock, so that the day does not depend on the time zone.
  const noon = (year: number, month: number, day: number): number => new Date(year, month, day, 12).getTime()
  assert.equal(formatAge(noon(2026, 6, 13), noon(2026, 6, 15), 'en'), 'Jul 13')
  assert.equal(formatAge(noon(2025, 11, 30), noon(2026, 6, 15), 'en'), 'Dec 30, 2025')
})

test('a moment that lies ahead has no negative age', () => {
  assert.equal(formatAge(NOW + 5000, NOW, 'en'), '0 s')
})

test('dates follow language and time zone', () => {
  const evening = Date.UTC(2026, 6, 15, 23)
  assert.equal(formatDate(evening, 'en', 'UTC'), 'Jul 15, 2026')
  assert.equal(formatDate(evening, 'it', 'Europe/Rome'), '16 lug 2026')
  assert.equal(formatMoment(evening, 'it', 'UTC'), '15 lug 2026, 23:00:00 UTC')
  assert.equal(formatTime(evening, 'it', 'Europe/Rome'), '01:00')
})

test('costs below a second are milliseconds', () => {
  assert.equal(formatMilliseconds(12.4, 'en'), '12 ms')
  assert.equal(formatMilliseconds(1234, 'it'), '1,2 s')
})

test('days until a moment are whole and negative once it has passed', () => {
  assert.deepEqual(
    [25 * HOUR, HOUR, -HOUR].map((ahead) => daysUntil(NOW + ahead, NOW)),
    [1, 0, -1],
  )
})
