import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFrequency, formatLinkSpeed, formatLoad, formatPercent, formatTemperature } from './quantities.ts'

test('percent has no decimals, one below ten', () => {
  const shown = [0, 0.3, 9.94, 9.96, 12.5, 99.6, 100, 131].map((percent) => formatPercent(percent, 'en'))
  assert.deepEqual(shown, ['0%', '0.3%', '9.9%', '10%', '13%', '100%', '100%', '131%'])
  assert.equal(formatPercent(7.25, 'it'), '7,3%')
})

test('temperatures are whole degrees', () => {
  assert.equal(formatTemperature(45.4, 'en'), '45 °C')
  assert.equal(formatTemperature(-3, 'en'), '-3 °C')
})

test('link speeds change to gigabits at a thousand', () => {
  const shown = [10, 100, 1000, 2500, 100_000].map((mbps) => formatLinkSpeed(mbps, 'en'))
  assert.deepEqual(shown, ['10 Mb/s', '100 Mb/s', '1 Gb/s', '2.5 Gb/s', '100 Gb/s'])
})

test('frequency is in gigahertz and load has two decimals', () => {
  assert.equal(formatFrequency(2194.843, 'en'), '2.19 GHz')
  assert.equal(formatLoad(0.5, 'en'), '0.50')
  assert.equal(formatLoad(12, 'it'), '12,00')
})
