import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberFormat, settleRegions, timeFormat } from './intl.ts'
import { formatDate, formatMoment } from './time.ts'

const EVENING = Date.UTC(2026, 6, 15, 21)

test('dates are written as in the region of the reader, in the language of the page; numbers in that alone', (t) => {
  t.after(() => {
    settleRegions([])
  })
  settleRegions(['de-CH', 'en-GB', 'en-US', 'it'])
  assert.equal(formatDate(EVENING, 'en', 'UTC'), '15 Jul 2026')
  assert.equal(formatMoment(EVENING, 'en', 'UTC'), '15 Jul 2026, 21:00:00 UTC')
  assert.equal(formatDate(EVENING, 'it', 'UTC'), '15 lug 2026')
  assert.equal(timeFormat('en', { month: 'long', timeZone: 'UTC' }).format(EVENING), 'July')
  assert.equal(numberFormat('en', {}).format(1204.5), '1,204.5')
})
