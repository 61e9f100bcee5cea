import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { Absent, FailureError } from '../../model/failure.ts'
import { portsOf } from '../../../test/tools/ports.ts'
import { parseTemperatures, temperatures } from './temperatures.ts'
import type { TemperatureReading } from './temperature-reading.ts'

const NODE = { scope: 'node', node: 'pve1' } as const

const looks = (outputs: { sensors?: string; hwmon?: string; 'thermal-zones'?: string }) =>
  parseTemperatures({ sensors: '', hwmon: '', 'thermal-zones': '', ...outputs })

const SENSORS = '{"k10temp-pci-00c3":{"Tctl":{"temp1_input":51.625}}}'
const HWMON = '/sys/class/hwmon/hwmon0/name:k10temp\n/sys/class/hwmon/hwmon0/temp1_input:52000\n'
const ZONES = '/sys/class/thermal/thermal_zone0/type:acpitz\n/sys/class/thermal/thermal_zone0/temp:27800\n'

const one = (feature: Record<string, unknown>): TemperatureReading[] =>
  looks({ sensors: JSON.stringify({ 'chip-isa-0': { feature } }) })?.readings ?? []

suite('the ladder', () => {
  test('sensors comes before hwmon, hwmon before thermal zones', async () => {
    const programs = { sensors: SENSORS, hwmon: HWMON, 'thermal-zones': ZONES }
    const collect = async (missing: (keyof typeof programs)[]) => {
      const there = Object.fromEntries(
        Object.entries(programs).filter(([name]) => !missing.some((other) => other === name)),
      )
      return (await temperatures.collect(portsOf({ programs: there }), NODE)).source
    }
    assert.equal(await collect([]), 'sensors')
    assert.equal(await collect(['sensors']), 'hwmon')
    assert.equal(await collect(['sensors', 'hwmon']), 'thermal-zones')
  })

  test('plain text of an old lm-sensors is read, whatever it ended with', async () => {
    const programs = { sensors: { exit: 1, stdout: 'coretemp-isa-0000\nAdapter: ISA adapter\nCore 0: +43.0°C\n' } }
    const { source, readings } = await temperatures.collect(portsOf({ programs }), NODE)
    assert.equal(source, 'sensors')
    assert.equal(readings[0]?.tempCelsius, 43)
  })

  test('sensors without one plausible reading leaves the word to hwmon', () => {
    assert.equal(looks({ sensors: '{"a":{"b":{"temp1_input":0}}}', hwmon: HWMON })?.source, 'hwmon')
  })

  test('a failed rung does not matter while another has readings', async () => {
    const programs = { sensors: new FailureError('timeout', 'sensors took too long'), hwmon: HWMON }
    assert.equal((await temperatures.collect(portsOf({ programs }), NODE)).source, 'hwmon')
  })

  test('a failed rung is the outcome when no other has readings', async () => {
    const programs = { sensors: new FailureError('timeout', 'sensors took too long'), hwmon: '', 'thermal-zones': '' }
    await assert.rejects(
      temperatures.collect(portsOf({ programs }), NODE),
      (error) => error instanceof FailureError && error.failure.kind === 'timeout',
    )
  })
})

suite('trap 5: temperatures', () => {
  test('trap 5: only temp*_input counts, not fans, volts, limits or history', () => {
    assert.deepEqual(
      one({ fan1_input: 60, in0_input: 12, power1_input: 45, temp1_highest: 70, temp1_lowest: 20, temp1_max: 80 }),
      [],
    )
    assert.equal(one({ temp1_input: 41, fan1_input: 99, temp1_highest: 70 })[0]?.tempCelsius, 41)
  })

  test('trap 5: limits of 65261.85, -273.15 and 0 are no limits', () => {
    for (const bogus of [65261.85, -273.15, 0, 150, 216]) {
      const [reading] = one({ temp1_input: 41, temp1_max: bogus, temp1_crit: bogus })
      assert.deepEqual([reading?.highCelsius, reading?.criticalCelsius], [null, null], String(bogus))
    }
    assert.equal(one({ temp1_input: 41, temp1_crit: 149.9 })[0]?.criticalCelsius, 149.9)
  })

  test('trap 5: sensors -j may print strings and NaN', () => {
    assert.equal(one({ temp1_input: '41.5' })[0]?.tempCelsius, 41.5)
    assert.deepEqual(one({ temp1_input: 'N/A' }), [])
    assert.deepEqual(
      looks({ sensors: '{"a":{"b":{"temp1_input": NaN},"c":{"temp2_input": nan},"d":{"temp3_input": -nan}}}' }),
      null,
    )
  })

  test('trap 5: lines that break the JSON leave the rest readable', () => {
    const text =
      '{"a":{"b":{\nERROR: Can\'t get value of subfeature temp1_input: Can\'t read\n}},"k":{"Tctl":{"temp1_input":50}}}'
    assert.equal(looks({ sensors: text })?.readings[0]?.tempCelsius, 50)
  })

  test('trap 5: a reading of 0, 127, below -40 or above 150 is a broken sensor', () => {
    for (const broken of [0, 127, -40.5, -44, 150.5, 216])
      assert.deepEqual(one({ temp1_input: broken }), [], String(broken))
    for (const fine of [-40, -3, 0.5, 126.9, 128, 150]) assert.equal(one({ temp1_input: fine })[0]?.tempCelsius, fine)
  })

  test('trap 5: no sensors in a nested VM is absent, not failed', async () => {
    const programs = {
      sensors: { exit: 1, stderr: 'No sensors found!' },
      hwmon: { exit: 2 },
      'thermal-zones': { exit: 2 },
    }
    await assert.rejects(temperatures.collect(portsOf({ programs }), NODE), (error) => {
      assert.ok(error instanceof Absent)
      assert.equal(error.message, 'this node shows no temperature sensors')
      assert.equal(error.hint, null)
      return true
    })
  })

  test('trap 5: where lm-sensors is missing too, the hint says how to get it', async () => {
    const programs = { hwmon: { exit: 2 }, 'thermal-zones': { exit: 2 } }
    await assert.rejects(
      temperatures.collect(portsOf({ programs }), NODE),
      (error) => error instanceof Absent && error.hint === 'apt install lm-sensors',
    )
  })
})

suite('findings', () => {
  const reading = (
    tempCelsius: number,
    highCelsius: number | null,
    criticalCelsius: number | null,
  ): TemperatureReading => ({
    chip: 'chip-isa-0',
    sensor: 'Core 0',
    tempCelsius,
    highCelsius,
    criticalCelsius,
  })
  const severities = (...readings: TemperatureReading[]) =>
    temperatures.assess?.({ source: 'sensors', readings }, 0).map(({ severity }) => severity)

  test('its own limits decide where a sensor has any', () => {
    assert.deepEqual(severities(reading(94, 95, 100)), [])
    assert.deepEqual(severities(reading(95, 95, 100)), ['warning'])
    assert.deepEqual(severities(reading(100, 95, 100)), ['critical'])
    assert.deepEqual(severities(reading(91, null, 119)), [])
    assert.deepEqual(severities(reading(41, 40, null)), ['warning'])
  })

  test('without limits of its own 75 is a warning and 90 critical', () => {
    assert.deepEqual(severities(reading(74.9, null, null)), [])
    assert.deepEqual(severities(reading(75, null, null)), ['warning'])
    assert.deepEqual(severities(reading(90, null, null)), ['critical'])
  })

  test('one chip is one finding, its worst', () => {
    assert.deepEqual(severities(reading(89, 80, 100), reading(88, 80, 85), reading(87, 80, 100)), ['critical'])
    assert.deepEqual(severities(reading(89, 80, 100), { ...reading(88, 80, 85), chip: 'other' }), [
      'warning',
      'critical',
    ])
  })

  test('of several critical readings of a chip the hottest is told', () => {
    const [finding, ...more] =
      temperatures.assess?.({ source: 'hwmon', readings: [reading(99, 80, 90), reading(95, 80, 90)] }, 0) ?? []
    assert.match(finding?.text ?? '', /is at 99 °C; its critical limit is 90 °C$/)
    assert.deepEqual(more, [])
  })

  test('the sentence names sensor, chip, temperature and limit', () => {
    const [finding] = temperatures.assess?.({ source: 'sensors', readings: [reading(96.5, 95, 100)] }, 0) ?? []
    assert.equal(finding?.text, 'Core 0 of chip-isa-0 is at 96.5 °C; its high limit is 95 °C')
  })
})

test('whatever the programs print, the fact is valid or there is none', () => {
  const fragment = fc.constantFrom(
    '"temp1_input"',
    '"a"',
    ':',
    '{',
    '}',
    ' 45.0',
    '-nan',
    '\n',
    '"',
    'temp1: +45.0°C',
    '/hwmon0/temp1_input:',
    '1e9',
  )
  const output = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.array(fragment).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(output, output, output, (sensors, hwmon, zones) => {
      const found = parseTemperatures({ sensors, hwmon, 'thermal-zones': zones })
      if (found === null) return
      assert.deepEqual(temperatures.fact.parse(found), found)
      assert.ok(found.readings.every(({ tempCelsius }) => tempCelsius >= -40 && tempCelsius <= 150))
    }),
  )
})
