import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSmartctlText } from './smartctl-text.ts'

test('an ATA disk: information, verdict and both forms of the attribute table', () => {
  const old = '  5 Reallocated_Sector_Ct   0x0033   001   001   005    Pre-fail  Always   FAILING_NOW 1975'
  const brief = '  5 Reallocated_Sector_Ct   PO--CK   001   001   005    NOW  1975'
  for (const row of [old, brief]) {
    const report = parseSmartctlText(
      `Device Model:     ST500LM021\nSerial Number:    W620\nUser Capacity:    500,107,862,016 bytes [500 GB]\n` +
        `SMART overall-health self-assessment test result: FAILED!\n${row}\n` +
        `  9 Power_On_Hours          -O--CK   096   096   000    -    4273 (5 89 0)\n` +
        `194 Temperature_Celsius     -O---K   031   040   000    -    31 (0 17 0 0 0)\n`,
    )
    assert.equal(report.model, 'ST500LM021')
    assert.equal(report.serial, 'W620')
    assert.equal(report.sizeBytes, 500_107_862_016)
    assert.equal(report.passed, false)
    assert.deepEqual(report.attributes[0], { name: 'Reallocated_Sector_Ct', normalized: 1, raw: '1975', failed: 'now' })
    assert.equal(report.powerOnHours, 4273)
    assert.equal(report.tempCelsius, 31)
  }
})

test('the temperature may be that of the air flow only', () => {
  const row = '190 Airflow_Temperature_Cel -O---K   069   061   045    -    33 (Min/Max 20/33)\n'
  assert.equal(parseSmartctlText(row).tempCelsius, 33)
})

test('an NVMe disk', () => {
  const report = parseSmartctlText(
    `Model Number:                       KX-1\nTotal NVM Capacity:                 1,000,204,886,016 [1.00 TB]\n` +
      `SMART overall-health self-assessment test result: PASSED\nCritical Warning:                   0x05\n` +
      `Temperature:                        32 Celsius\nPercentage Used:                    31%\n` +
      `Power On Hours:                     12,687\nMedia and Data Integrity Errors:    3\n`,
  )
  assert.deepEqual(
    [report.model, report.sizeBytes, report.passed, report.criticalWarning, report.tempCelsius],
    ['KX-1', 1_000_204_886_016, true, 5, 32],
  )
  assert.deepEqual([report.wearUsedPercent, report.powerOnHours, report.mediaErrors], [31, 12_687, 3])
})

test('a SCSI disk', () => {
  const report = parseSmartctlText(
    `SMART Health Status: FAILURE PREDICTION THRESHOLD EXCEEDED [asc=5d, ascq=0]\n` +
      `Percentage used endurance indicator: 7%\nCurrent Drive Temperature:     20 C\n` +
      `Accumulated power on time, hours:minutes 5675:39\nElements in grown defect list: 260\n`,
  )
  assert.equal(report.passed, false)
  assert.equal(report.statement, 'FAILURE PREDICTION THRESHOLD EXCEEDED [asc=5d, ascq=0]')
  assert.deepEqual(
    [report.wearUsedPercent, report.tempCelsius, report.powerOnHours, report.grownDefects],
    [7, 20, 5675, 260],
  )
  assert.equal(parseSmartctlText('SMART Health Status: OK\n').passed, true)
})

test('SMART that is unavailable or switched off', () => {
  const unavailable = parseSmartctlText('SMART support is:     Unavailable - device lacks SMART capability.\n')
  assert.deepEqual([unavailable.passed, unavailable.available], [null, false])
  const off = parseSmartctlText(
    'SMART support is: Available - device has SMART capability.\nSMART support is: Disabled\n',
  )
  assert.deepEqual([off.available, off.enabled], [null, false])
})

test('every spelling of a sleeping disk', () => {
  for (const mode of [
    'STANDBY',
    'STANDBY (OS)',
    'STANDBY BY COMMAND',
    'SLEEP',
    'STANDBY_Y CONDITION ACTIVATED BY TIMER',
  ]) {
    assert.equal(parseSmartctlText(`Device is in ${mode} mode, exit(2)\n`).standby, true, mode)
  }
  assert.equal(parseSmartctlText('Power mode is:    ACTIVE or IDLE\n').standby, false)
})

test('what it does not hold is unknown', () => {
  assert.deepEqual(parseSmartctlText(''), {
    passed: null,
    statement: null,
    standby: false,
    exitStatus: null,
    available: null,
    enabled: null,
    errors: [],
    model: null,
    serial: null,
    sizeBytes: null,
    tempCelsius: null,
    powerOnHours: null,
    wearUsedPercent: null,
    attributes: [],
    criticalWarning: null,
    mediaErrors: null,
    grownDefects: null,
    uncorrectedErrors: null,
  })
})
