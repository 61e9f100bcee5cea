import { z } from 'zod'
import { temperatures } from '../../collectors/node/temperatures.ts'
import { list, number } from '../fields.ts'
import { factOf } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'

export const temperatureShape = z.object({
  highest_c: number('highest plausible reading, in degrees Celsius'),
  readings: list(
    z.object({
      chip: z.string().describe('chip or zone as the kernel names it, for example coretemp-isa-0000'),
      sensor: z.string().describe('label of the sensor, for example Package id 0'),
      temp_c: z.number().describe('temperature, in degrees Celsius'),
      high_c: number('limit of normal operation the chip reports, in degrees Celsius'),
      critical_c: number('limit at which the chip counts as in danger, in degrees Celsius'),
    }),
    'every plausible temperature, hottest first',
  ),
})

export function temperatureOf(kept: KeptByCollector): z.infer<typeof temperatureShape> {
  const readings = factOf(kept, temperatures)?.readings.map((reading) => ({
    chip: reading.chip,
    sensor: reading.sensor,
    temp_c: reading.tempCelsius,
    high_c: reading.highCelsius,
    critical_c: reading.criticalCelsius,
  }))
  if (!readings) return { highest_c: null, readings: null }
  return {
    highest_c: readings.reduce<number | null>((highest, { temp_c }) => Math.max(highest ?? temp_c, temp_c), null),
    readings,
  }
}
