import { decimal, readingsOf } from './temperature-reading.ts'
import type { SensorAttribute, TemperatureReading } from './temperature-reading.ts'

/** `+45.0°C`; under LC_ALL=C the degree sign is a space, and a wrong decoding makes other bytes of it. */
const CELSIUS = '([-+]\\d{1,9}(?:\\.\\d{1,9})?)\\W{0,3}C\\b'
const READING = new RegExp(`^([^:]{1,100}):\\s{1,40}${CELSIUS}`)
const HIGH = new RegExp(`[(,]\\s{0,9}high\\s{0,9}=\\s{0,9}${CELSIUS}`)
const CRITICAL = new RegExp(`[(,]\\s{0,9}crit\\s{0,9}=\\s{0,9}${CELSIUS}`)

/**
 * Temperatures in the plain output of `sensors`, which is all that lm-sensors before 3.5.0 has: a block for each chip,
 * its name in the first line; limits stand behind the reading and go on in indented lines.
 */
export function parseSensorsText(text: string): TemperatureReading[] {
  const attributes: SensorAttribute[] = []
  let chip: string | null = null
  let feature: Pick<SensorAttribute, 'chip' | 'id' | 'sensor'> | null = null
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') chip = feature = null
    else if (chip === null) chip = line.trim()
    else {
      const [, sensor, temperature] = READING.exec(line) ?? []
      if (sensor !== undefined) feature = { chip, id: String(index), sensor: sensor.trim() }
      else if (!/^\s/.test(line)) feature = null
      if (feature === null) continue
      attributes.push({ ...feature, kind: 'input', celsius: decimal(temperature ?? '') })
      attributes.push({ ...feature, kind: 'max', celsius: decimal(HIGH.exec(line)?.[1] ?? '') })
      attributes.push({ ...feature, kind: 'crit', celsius: decimal(CRITICAL.exec(line)?.[1] ?? '') })
    }
  }
  return readingsOf(attributes)
}
