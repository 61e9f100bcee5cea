import { z } from 'zod'

export const temperatureReading = z.object({
  chip: z.string().describe('chip or zone as the kernel names it, for example coretemp-isa-0000'),
  sensor: z.string().describe('label of the sensor, for example Package id 0'),
  tempCelsius: z.number().describe('temperature now, in degrees Celsius'),
  highCelsius: z.number().nullable().describe('limit of normal operation the chip reports, in degrees Celsius'),
  criticalCelsius: z.number().nullable().describe('limit at which the chip counts as in danger, in degrees Celsius'),
})
export type TemperatureReading = z.infer<typeof temperatureReading>

/** One attribute as the kernel names it: `temp1_input` is `id` temp1, `kind` input. */
export interface SensorAttribute {
  readonly chip: string
  readonly id: string
  readonly sensor: string
  readonly kind: 'input' | 'max' | 'crit'
  readonly celsius: number | null
}

const MAX_READINGS = 512
const MAX_NAME = 100

/** Temperature inputs and their limits; fan*_input is RPM, in*_input volts, temp*_highest and temp*_lowest are history. */
export const TEMPERATURE_ATTRIBUTE = /^(temp\d{1,4})_(input|max|crit)$/

/** A decimal number as a program prints it; NaN, N/A and anything else is unknown. */
export const decimal = (text: string): number | null =>
  /^[-+]?\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : null

/** 0 and 127 are where unconnected and dead sensors stick; no running machine is below -40 or above 150. */
export const plausibleCelsius = (celsius: number | null): celsius is number =>
  celsius !== null && celsius !== 0 && celsius !== 127 && celsius >= -40 && celsius <= 150

/** A limit that is not set reads 0 (jc42), -273.15 or 65261.85 (nvme). */
const limit = (celsius: number | null): number | null =>
  celsius !== null && celsius > 0 && celsius < 150 ? celsius : null

/** Puts attributes together to readings, hottest first. Sensors without a plausible temperature are left out. */
export function readingsOf(attributes: Iterable<SensorAttribute>): TemperatureReading[] {
  const sensors = new Map<
    string,
    { first: SensorAttribute } & Partial<Record<SensorAttribute['kind'], number | null>>
  >()
  for (const attribute of attributes) {
    const key = `${attribute.chip}\n${attribute.id}`
    const sensor = sensors.get(key) ?? { first: attribute }
    sensor[attribute.kind] ??= attribute.celsius
    sensors.set(key, sensor)
  }
  const readings: TemperatureReading[] = []
  for (const { first, input = null, max = null, crit = null } of sensors.values()) {
    if (!plausibleCelsius(input)) continue
    readings.push({
      chip: first.chip.slice(0, MAX_NAME),
      sensor: first.sensor.slice(0, MAX_NAME),
      tempCelsius: input,
      highCelsius: limit(max),
      criticalCelsius: limit(crit),
    })
  }
  return readings.sort((a, b) => b.tempCelsius - a.tempCelsius).slice(0, MAX_READINGS)
}
