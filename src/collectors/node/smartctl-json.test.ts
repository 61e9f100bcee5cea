import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSmartctlJson } from './smartctl-json.ts'

test('one field of another type costs no other', () => {
  const report = parseSmartctlJson({
    smart_status: { passed: true },
    temperature: 'hot',
    power_on_time: { hours: '5675' },
    ata_smart_attributes: { table: [7, { name: 'Reallocated_Sector_Ct', value: 100, raw: { string: '3' } }] },
  })
  assert.deepEqual(
    [report?.passed, report?.tempCelsius, report?.powerOnHours, report?.attributes],
    [true, null, 5675, [{ name: 'Reallocated_Sector_Ct', normalized: 100, raw: '3', failed: null }]],
  )
})

test('standby in the spellings of several versions', () => {
  const standby = (value: unknown) => parseSmartctlJson(value)?.standby
  assert.equal(
    standby({ smartctl: { messages: [{ string: 'Device is in STANDBY mode, exit(2)', severity: 'information' }] } }),
    true,
  )
  assert.equal(standby({ power_mode: { ata_value: 0, name: 'STANDBY' } }), true)
  assert.equal(standby({ power_mode: 'SLEEP' }), true)
  assert.equal(standby({ power_mode: { ata_value: 255, name: 'ACTIVE or IDLE' } }), false)
  assert.equal(standby({ power_mode: 255 }), false)
  assert.equal(standby({}), false)
})

test('the model is where versions before and after 7.4 put it', () => {
  assert.equal(parseSmartctlJson({ model_name: 'A' })?.model, 'A')
  assert.equal(parseSmartctlJson({ scsi_model_name: 'B' })?.model, 'B')
  assert.equal(parseSmartctlJson({ vendor: 'C', product: 'D' })?.model, null)
})

test('warnings and information are no reasons why a disk could not be read', () => {
  const messages = ['information', 'warning', 'error'].map((severity) => ({ string: `an ${severity}`, severity }))
  assert.deepEqual(parseSmartctlJson({ smartctl: { messages } })?.errors, ['an error'])
})

test('uncorrected errors of reads, writes and verifies are added up', () => {
  const log = { read: { total_uncorrected_errors: 1 }, write: { total_uncorrected_errors: 535 } }
  assert.equal(parseSmartctlJson({ scsi_error_counter_log: log })?.uncorrectedErrors, 536)
  assert.equal(parseSmartctlJson({ scsi_error_counter_log: {} })?.uncorrectedErrors, null)
})

test('a value that is no object is no report', () => {
  for (const value of [null, 7, 'x', []]) assert.equal(parseSmartctlJson(value), null)
})
