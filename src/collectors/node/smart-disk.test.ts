import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diskOf } from './smart-disk.ts'
import type { SmartDisk } from './smart-disk.ts'
import type { SmartAttribute, SmartReport } from './smart-report.ts'
import { parseSmartctlText } from './smartctl-text.ts'

const NOTHING = parseSmartctlText('')

const disk = (report: Partial<SmartReport>): SmartDisk => diskOf('/dev/sda', { ...NOTHING, ...report }, 0)

const attribute = (name: string, raw: string, failed: SmartAttribute['failed'] = null): SmartAttribute => ({
  name,
  normalized: 100,
  raw,
  failed,
})

test('problems are told whatever the verdict', () => {
  const found = disk({
    passed: true,
    exitStatus: 128,
    attributes: [
      attribute('Spin_Retry_Count', '9', 'past'),
      attribute('Current_Pending_Sector', '8'),
      attribute('Offline_Uncorrectable', '2'),
      attribute('Reported_Uncorrect', '0'),
    ],
    criticalWarning: 0b101,
    mediaErrors: 12,
    grownDefects: 260,
    uncorrectedErrors: 536,
  })
  assert.equal(found.health, 'passed')
  assert.equal(found.reason, null)
  assert.deepEqual(found.problems, [
    'Spin_Retry_Count was below its threshold in the past',
    'the spare capacity is used up',
    'the reliability is degraded',
    '8 sectors waiting to be reallocated',
    '2 sectors that cannot be read',
    '12 media errors',
    '260 grown defects',
    '536 uncorrected errors',
    'the self-test log holds errors',
  ])
})

test('counters of zero and counters that are unknown are no problems', () => {
  assert.deepEqual(disk({ passed: true, mediaErrors: 0, grownDefects: null, criticalWarning: 0 }).problems, [])
})

test('what a failing SCSI disk says of itself is a problem, what a passing one says is not', () => {
  assert.deepEqual(disk({ passed: false, statement: 'FAILURE PREDICTION' }).problems, ['FAILURE PREDICTION'])
  assert.deepEqual(disk({ passed: true, statement: 'No Additional Sense' }).problems, [])
})

test('raw values are read as smartctl renders them: the number in front counts', () => {
  assert.deepEqual(disk({ attributes: [attribute('Reallocated_Sector_Ct', '0 (2000 5)')] }).problems, [])
  assert.deepEqual(disk({ attributes: [attribute('Reallocated_Sector_Ct', '3 (2000 5)')] }).problems, [
    '3 reallocated sectors',
  ])
})

test('there are never more than 20 problems', () => {
  const attributes = Array.from({ length: 50 }, (_, index) => attribute(`A${index}`, '0', 'now'))
  assert.equal(disk({ attributes }).problems.length, 20)
})

test('a temperature of 0 and a size of 0 are unknown, 0 hours are not', () => {
  const found = disk({ tempCelsius: 0, sizeBytes: 0, powerOnHours: 0 })
  assert.deepEqual([found.tempCelsius, found.sizeBytes, found.powerOnHours], [null, null, 0])
})

test('wear outside of what the protocols define is unknown', () => {
  assert.equal(disk({ wearUsedPercent: 255 }).wearUsedPercent, 255)
  assert.equal(disk({ wearUsedPercent: 256 }).wearUsedPercent, null)
  assert.equal(disk({ wearUsedPercent: -1 }).wearUsedPercent, null)
})
