import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSensorsJson } from './sensors-json.ts'

const sensors = (features: Record<string, unknown>): string =>
  JSON.stringify({ 'coretemp-isa-0000': { Adapter: 'ISA adapter', ...features } }, null, 3)

test('a reading has its chip, label and limits', () => {
  assert.deepEqual(parseSensorsJson(sensors({ 'Core 0': { temp2_input: 43.5, temp2_max: 80, temp2_crit: 100 } })), [
    { chip: 'coretemp-isa-0000', sensor: 'Core 0', tempCelsius: 43.5, highCelsius: 80, criticalCelsius: 100 },
  ])
})

test('readings come hottest first', () => {
  const text = sensors({
    'Core 0': { temp2_input: 41 },
    'Core 1': { temp3_input: 57.25 },
    'Core 2': { temp4_input: 44 },
  })
  assert.deepEqual(
    parseSensorsJson(text).map(({ sensor }) => sensor),
    ['Core 1', 'Core 2', 'Core 0'],
  )
})

test('compact output reads as pretty output does', () => {
  const chips = { 'nvme-pci-0100': { Adapter: 'PCI adapter', Composite: { temp1_input: 39.85, temp1_crit: 87.85 } } }
  assert.deepEqual(parseSensorsJson(JSON.stringify(chips)), parseSensorsJson(JSON.stringify(chips, null, 3)))
  assert.equal(parseSensorsJson(JSON.stringify(chips)).length, 1)
})

test('an error line inside the JSON costs only its own sensor', () => {
  const text = `{
   "iwlwifi_1-virtual-0":{
      "temp1":{
ERROR: Can't get value of subfeature temp1_input: Can't read
      }
   },
   "k10temp-pci-00c3":{
      "Tctl":{
         "temp1_input": 51.625
      }
   }
}`
  assert.deepEqual(parseSensorsJson(text), [
    { chip: 'k10temp-pci-00c3', sensor: 'Tctl', tempCelsius: 51.625, highCelsius: null, criticalCelsius: null },
  ])
})

test('output that ends early gives what came before', () => {
  const text = '{"a-isa-0":{"Core 0":{"temp1_input":40.000,"temp1_max":90.000},"Core 1":{"temp2_input":41.000,"temp2_m'
  assert.deepEqual(
    parseSensorsJson(text).map(({ sensor, tempCelsius, highCelsius }) => [sensor, tempCelsius, highCelsius]),
    [
      ['Core 1', 41, null],
      ['Core 0', 40, 90],
    ],
  )
})

test('two features with one label are two readings', () => {
  const text = '{"a-isa-0":{"Core 0":{"temp1_input":40},"Core 0":{"temp2_input":42}}}'
  assert.deepEqual(
    parseSensorsJson(text).map(({ tempCelsius }) => tempCelsius),
    [42, 40],
  )
})

test('empty features, features without a reading and attributes outside a feature are no readings', () => {
  assert.deepEqual(
    parseSensorsJson('{"hp-isa-0":{"pwm1":{},"temp1":{"temp1_max":80},"temp9_input":50},"temp1_input":50}'),
    [],
  )
})

test('very long names are cut', () => {
  const [reading] = parseSensorsJson(`{"${'c'.repeat(300)}":{"${'s'.repeat(300)}":{"temp1_input":40}}}`)
  assert.equal(reading?.chip.length, 100)
  assert.equal(reading.sensor.length, 100)
})

test('no more than 512 readings are kept, the hottest', () => {
  const features = Object.fromEntries(
    Array.from({ length: 600 }, (_, index) => [`Core ${index}`, { [`temp${index}_input`]: 20 + index / 10 }]),
  )
  const readings = parseSensorsJson(sensors(features))
  assert.equal(readings.length, 512)
  assert.equal(readings[0]?.tempCelsius, 79.9)
})
