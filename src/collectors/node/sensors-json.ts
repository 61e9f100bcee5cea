import { decimal, readingsOf, TEMPERATURE_ATTRIBUTE } from './temperature-reading.ts'
import type { SensorAttribute, TemperatureReading } from './temperature-reading.ts'

/** `"key": value`, where the value may open an object, or the end of an object. */
const TOKEN = /"([^"\n]*)"\s*:\s*(\{|"[^"\n]*"|[^\s,{}"]*)|\}/g

/**
 * Temperatures in the output of `sensors -j`: `{chip: {feature: {temp1_input: 45.0}}}`. It is not always JSON: `ERROR:`
 * lines stand inside it, labels are not escaped, numbers are NaN, the end is missing (lm-sensors prog/sensors/chips.c
 * prints it by hand), so it is read token by token and what cannot be read is passed over.
 */
export function parseSensorsJson(text: string): TemperatureReading[] {
  const path: string[] = []
  const attributes: SensorAttribute[] = []
  for (const [, key, value = ''] of text.matchAll(TOKEN)) {
    if (key === undefined) path.pop()
    else if (value === '{') path.push(key)
    else {
      const attribute = attributeOf(path, key, value)
      if (attribute !== null) attributes.push(attribute)
    }
  }
  return readingsOf(attributes)
}

function attributeOf([chip, sensor]: readonly string[], key: string, value: string): SensorAttribute | null {
  const [, id, kind] = TEMPERATURE_ATTRIBUTE.exec(key) ?? []
  if (chip === undefined || sensor === undefined || id === undefined) return null
  return { chip, id, sensor, kind: kind as SensorAttribute['kind'], celsius: decimal(value.replaceAll('"', '')) }
}
