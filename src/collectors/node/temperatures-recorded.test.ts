import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import type { TemperatureReading } from './temperature-reading.ts'
import { parseTemperatures } from './temperatures.ts'

const read = (folder: string, file: string): TemperatureReading[] => {
  const text = sharedText(`samples/${folder}/${file}`)
  const program = folder === 'sensors' ? 'sensors' : file.startsWith('thermal') ? 'thermal-zones' : 'hwmon'
  const found = parseTemperatures({ sensors: '', hwmon: '', 'thermal-zones': '', [program]: text })
  assert.equal(found?.source, program)
  return found.readings
}
const of = (readings: TemperatureReading[], chip: string, sensor: string): number | undefined =>
  readings.find((reading) => reading.chip === chip && reading.sensor === sensor)?.tempCelsius

/** By folder and file: the hottest believable reading, how many there are, and further readings by chip and sensor. */
const expected: Record<
  string,
  [hottest: number, count: number, further: [chip: string, sensor: string, celsius: number | undefined][]]
> = {
  'sensors/asus-wmi-tsensor-216.txt': [
    44,
    5,
    [
      ['asus_wmi_sensors-virtual-0', 'CPU Temperature', 42],
      ['asus_wmi_sensors-virtual-0', 'Tsensor 1 Temperature', undefined],
    ],
  ],
  'sensors/compact-one-line-nvme-lenovo.json': [39.85, 3, [['nvme-pci-0100', 'Composite', 39.85]]],
  'sensors/drivetemp-two-hdd.json': [
    63.25,
    6,
    [
      ['k10temp-pci-00c3', 'Tctl', 63.25],
      ['drivetemp-scsi-1-0', 'temp1', 39],
      ['drivetemp-scsi-0-0', 'temp1', 38],
    ],
  ],
  'sensors/error-line-inside-json-proxmox.txt': [
    63.75,
    5,
    [
      ['k10temp-pci-00c3', 'Tctl', 63.75],
      ['nvme-pci-0300', 'Sensor 2', 61.85],
      ['iwlwifi_1-virtual-0', 'temp1', undefined],
    ],
  ],
  'sensors/hp-pwm-empty-truncated.txt': [47, 5, [['coretemp-isa-0000', 'Package id 0', 47]]],
  'sensors/hybrid-core-numbers-i7-1265u-truncated.txt': [
    50,
    7,
    [
      ['coretemp-isa-0000', 'Package id 0', 50],
      ['coretemp-isa-0000', 'Core 11', 44],
    ],
  ],
  'sensors/jc42-zero-limits-highflow-empty.txt': [40.75, 3, [['highflownext-hid-3-e', 'Coolant temp', 31.22]]],
  'sensors/k10temp-nvme-absurd-limits.json': [
    51.625,
    6,
    [
      ['k10temp-pci-00c3', 'Tctl', 51.625],
      ['nvme-pci-0100', 'Composite', 36.85],
    ],
  ],
  'sensors/pve-monitoring-error-quoted-prefix.txt': [
    44,
    2,
    [
      ['coretemp-isa-0000', 'Package id 0', 44],
      ['acpitz-acpi-0', 'temp1', 27.8],
    ],
  ],
  'sensors/text-hp-acpitz-127.txt': [
    45,
    8,
    [
      ['coretemp-isa-0000', 'Package id 0', 45],
      ['acpitz-virtual-0', 'temp6', undefined],
      ['acpitz-virtual-0', 'temp2', undefined],
      ['pch_skylake-virtual-0', 'temp1', 43.5],
    ],
  ],
  'hwmon/dual-coretemp.txt': [
    55,
    10,
    [
      ['coretemp-hwmon0', 'Core 3', 50],
      ['coretemp-hwmon1', 'Core 0', 54],
    ],
  ],
  'hwmon/nvme.txt': [
    45.85,
    4,
    [
      ['nvme-hwmon3', 'Composite', 43.85],
      ['nvme-hwmon3', 'Sensor 2', 45.85],
    ],
  ],
  'hwmon/telegraf-with-name.txt': [
    37.85,
    8,
    [
      ['nvme-hwmon0', 'Composite', 32.85],
      ['k10temp-hwmon2', 'Tccd1', 30.75],
    ],
  ],
  'hwmon/thermal-zones-procfs.txt': [
    49.925,
    1,
    [
      ['thermal_zone0', 'bcm2835_thermal', 49.925],
      ['thermal_zone1', 'acpitz', undefined],
    ],
  ],
}

for (const [path, [hottest, count, further]] of Object.entries(expected)) {
  const [folder = '', file = ''] = path.split('/')
  test(`${path}: the hottest believable reading is ${hottest} °C`, { skip: withoutShared }, () => {
    const readings = read(folder, file)
    assert.equal(readings[0]?.tempCelsius, hottest)
    assert.equal(readings.length, count)
    for (const [chip, sensor, celsius] of further) assert.equal(of(readings, chip, sensor), celsius, sensor)
  })
}

test('absurd limits of recorded outputs are none', { skip: withoutShared }, () => {
  const limits = (path: string, chip: string, sensor: string) => {
    const [folder = '', file = ''] = path.split('/')
    const found = read(folder, file).find((reading) => reading.chip === chip && reading.sensor === sensor)
    return [found?.highCelsius, found?.criticalCelsius]
  }
  assert.deepEqual(limits('sensors/k10temp-nvme-absurd-limits.json', 'nvme-pci-0100', 'Sensor 1'), [null, null])
  assert.deepEqual(limits('sensors/k10temp-nvme-absurd-limits.json', 'nvme-pci-0100', 'Composite'), [81.85, 84.85])
  assert.deepEqual(limits('sensors/jc42-zero-limits-highflow-empty.txt', 'jc42-i2c-6-1b', 'temp1'), [null, null])
  assert.deepEqual(limits('hwmon/nvme.txt', 'nvme-hwmon3', 'Sensor 1'), [null, null])
  assert.deepEqual(limits('hwmon/dual-coretemp.txt', 'coretemp-hwmon0', 'Core 0'), [84, 100])
  assert.deepEqual(limits('sensors/text-hp-acpitz-127.txt', 'coretemp-isa-0000', 'Core 0'), [100, 100])
})

test('no recorded output is left out', { skip: withoutShared }, () => {
  const files = ['sensors', 'hwmon'].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, '../../../../shared/samples', folder)).map((file) => `${folder}/${file}`),
  )
  assert.deepEqual(files.filter((path) => !path.endsWith('README.md')).sort(), Object.keys(expected).sort())
})
