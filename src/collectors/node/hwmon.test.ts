import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHwmon, parseThermalZones } from './hwmon.ts'

const lines = (folder: string, values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `${folder}/${name}:${value}\n`)
    .join('')

test('hwmon attributes are thousandths of a degree', () => {
  const text = lines('/sys/class/hwmon/hwmon3', {
    name: 'nvme',
    temp1_input: '43850',
    temp1_label: 'Composite',
    temp1_max: '84850',
    temp1_crit: '94850',
    temp1_alarm: '0',
    temp1_highest: '71850',
  })
  assert.deepEqual(parseHwmon(text), [
    { chip: 'nvme-hwmon3', sensor: 'Composite', tempCelsius: 43.85, highCelsius: 84.85, criticalCelsius: 94.85 },
  ])
})

test('two chips of one kind stay apart', () => {
  const chip = (folder: string, input: string): string =>
    lines(`/sys/class/hwmon/${folder}`, { name: 'coretemp', temp1_input: input, temp1_label: 'Package id 0' })
  assert.deepEqual(
    parseHwmon(chip('hwmon0', '55000') + chip('hwmon1', '57000')).map(({ chip, tempCelsius }) => [chip, tempCelsius]),
    [
      ['coretemp-hwmon1', 57],
      ['coretemp-hwmon0', 55],
    ],
  )
})

test('a sensor without a label or name is called after its attribute and folder', () => {
  const [reading] = parseHwmon('/sys/class/hwmon/hwmon0/temp2_input:31000\n')
  assert.equal(reading?.chip, 'hwmon0')
  assert.equal(reading.sensor, 'temp2')
})

test('a label may hold a colon', () => {
  const text = lines('/sys/class/hwmon/hwmon0', { temp1_input: '31000', temp1_label: 'CPU: die' })
  assert.equal(parseHwmon(text)[0]?.sensor, 'CPU: die')
})

test('a thermal zone is named after its type', () => {
  const text = lines('/sys/class/thermal/thermal_zone0', { type: 'x86_pkg_temp', temp: '49925' })
  assert.deepEqual(parseThermalZones(text), [
    { chip: 'thermal_zone0', sensor: 'x86_pkg_temp', tempCelsius: 49.925, highCelsius: null, criticalCelsius: null },
  ])
})
