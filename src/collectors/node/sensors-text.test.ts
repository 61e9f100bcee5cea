import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSensorsText } from './sensors-text.ts'

const block = (...lines: string[]): string => ['coretemp-isa-0000', 'Adapter: ISA adapter', ...lines, ''].join('\n')

test('a line has the reading and its limits', () => {
  assert.deepEqual(parseSensorsText(block('Package id 0:  +45.0°C  (high = +82.0°C, crit = +100.0°C)')), [
    { chip: 'coretemp-isa-0000', sensor: 'Package id 0', tempCelsius: 45, highCelsius: 82, criticalCelsius: 100 },
  ])
})

test('the degree sign may be a space, as under LC_ALL=C, or wrongly decoded', () => {
  for (const degrees of ['+45.5 C', '+45.5Â°C', '+45.5\uFFFD\uFFFDC']) {
    assert.equal(parseSensorsText(block(`temp1:        ${degrees}`))[0]?.tempCelsius, 45.5, degrees)
  }
})

test('limits go on in the next line', () => {
  const [reading] = parseSensorsText(
    block(
      'temp1:        +39.0°C  (low  = +5.0°C, high = +70.0°C)',
      '                       (crit = +85.0°C, hyst = +80.0°C)',
    ),
  )
  assert.equal(reading?.highCelsius, 70)
  assert.equal(reading.criticalCelsius, 85)
})

test('volts, fans, power and readings that are not available are no temperatures', () => {
  const text = block(
    'in0:          +1.02 V  (min =  +0.00 V)',
    'fan1:        1451 RPM',
    'power1:       10.00 W',
    'temp1:            N/A',
  )
  assert.deepEqual(parseSensorsText(text), [])
})

test('a blank line ends a chip', () => {
  const text = `${block('temp1: +40.0°C')}\nacpitz-acpi-0\nAdapter: ACPI interface\ntemp1:        +27.8°C\n`
  assert.deepEqual(
    parseSensorsText(text).map(({ chip }) => chip),
    ['coretemp-isa-0000', 'acpitz-acpi-0'],
  )
})
