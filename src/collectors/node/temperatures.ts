import { z } from 'zod'
import { Absent } from '../../model/failure.ts'
import type { Finding } from '../../model/finding.ts'
import type { Output } from '../../transport/ports.ts'
import { collector, MINUTES } from '../collector.ts'
import { parseHwmon, parseThermalZones } from './hwmon.ts'
import { parseSensorsJson } from './sensors-json.ts'
import { parseSensorsText } from './sensors-text.ts'
import { temperatureReading } from './temperature-reading.ts'
import type { TemperatureReading } from './temperature-reading.ts'

const fact = z.object({
  source: z.enum(['sensors', 'hwmon', 'thermal-zones']).describe('what was read: lm-sensors, or the kernel itself'),
  readings: z.array(temperatureReading).describe('every plausible temperature, hottest first'),
})
type Temperatures = z.infer<typeof fact>

type Outputs = Readonly<Record<Temperatures['source'], string>>

/**
 * The first rung that has a plausible reading. A constant value of the firmware (acpitz often says 27.8 for ever) cannot
 * be told from a real one in one look and stays.
 */
export function parseTemperatures(outputs: Outputs): Temperatures | null {
  const ladder: Temperatures[] = [
    { source: 'sensors', readings: parseSensorsJson(outputs.sensors) },
    { source: 'sensors', readings: parseSensorsText(outputs.sensors) },
    { source: 'hwmon', readings: parseHwmon(outputs.hwmon) },
    { source: 'thermal-zones', readings: parseThermalZones(outputs['thermal-zones']) },
  ]
  return ladder.find(({ readings }) => readings.length > 0) ?? null
}

/** Without limits of its own a sensor is warm at 75 and too hot at 90. */
function judge({ chip, sensor, tempCelsius, highCelsius, criticalCelsius }: TemperatureReading): Finding | null {
  const unlimited = highCelsius === null && criticalCelsius === null
  const critical = unlimited ? 90 : criticalCelsius
  const high = unlimited ? 75 : highCelsius
  const over = (severity: Finding['severity'], limit: number): Finding => ({
    severity,
    text: `${sensor} of ${chip} is at ${tempCelsius} °C; its ${severity === 'critical' ? 'critical' : 'high'} limit is ${limit} °C`,
    hint: 'check fans, air flow and load',
  })
  if (critical !== null && tempCelsius >= critical) return over('critical', critical)
  if (high !== null && tempCelsius >= high) return over('warning', high)
  return null
}

/** The worst of each chip: the cores of one package are hot together. */
function assess({ readings }: Temperatures): Finding[] {
  const worst = new Map<string, Finding>()
  for (const reading of readings) {
    const finding = judge(reading)
    if (finding === null || worst.get(reading.chip)?.severity === 'critical') continue
    if (finding.severity === 'critical' || !worst.has(reading.chip)) worst.set(reading.chip, finding)
  }
  return [...worst.values()]
}

const stdoutOf = (settled: PromiseSettledResult<Output>): string =>
  settled.status === 'fulfilled' ? settled.value.stdout : ''

export const temperatures = collector({
  name: 'temperatures',
  title: 'Temperatures',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    const asked = await Promise.allSettled([shell.run('sensors'), shell.run('hwmon'), shell.run('thermal-zones')])
    const [sensors, hwmon, zones] = asked
    const found = parseTemperatures({
      sensors: stdoutOf(sensors),
      hwmon: stdoutOf(hwmon),
      'thermal-zones': stdoutOf(zones),
    })
    if (found !== null) return found
    for (const settled of asked) {
      if (settled.status === 'rejected' && !(settled.reason instanceof Absent)) throw settled.reason
    }
    const hint = sensors.status === 'rejected' ? 'apt install lm-sensors' : null
    throw new Absent('this node shows no temperature sensors', hint)
  },
  assess,
})
