import { attributeLines } from './attribute-lines.ts'
import { decimal, readingsOf, TEMPERATURE_ATTRIBUTE } from './temperature-reading.ts'
import type { SensorAttribute, TemperatureReading } from './temperature-reading.ts'

const celsius = (millidegrees: string): number | null => {
  const value = decimal(millidegrees)
  return value === null ? null : value / 1000
}

/** Temperatures in attributes of /sys/class/hwmon. Two chips of one kind have one `name`, so the folder goes with it. */
export function parseHwmon(text: string): TemperatureReading[] {
  const lines = attributeLines(text)
  const names = new Map(lines.map(({ folder, name, value }) => [`${folder}/${name}`, value]))
  const attributes = lines.flatMap(({ folder, name, value }): SensorAttribute[] => {
    const [, id, kind] = TEMPERATURE_ATTRIBUTE.exec(name) ?? []
    if (id === undefined) return []
    return [
      {
        chip: [names.get(`${folder}/name`), folder].filter(Boolean).join('-'),
        id,
        sensor: names.get(`${folder}/${id}_label`) ?? id,
        kind: kind as SensorAttribute['kind'],
        celsius: celsius(value),
      },
    ]
  })
  return readingsOf(attributes)
}

/** Temperatures of /sys/class/thermal, the last resort: zones of the firmware, named after their type. */
export function parseThermalZones(text: string): TemperatureReading[] {
  const lines = attributeLines(text)
  const types = new Map(lines.filter(({ name }) => name === 'type').map(({ folder, value }) => [folder, value]))
  const zones = lines.filter(({ name }) => name === 'temp')
  return readingsOf(
    zones.map(({ folder, value }) => ({
      chip: folder,
      id: 'temp',
      sensor: types.get(folder) ?? folder,
      kind: 'input',
      celsius: celsius(value),
    })),
  )
}
