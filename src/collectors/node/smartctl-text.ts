import { ASLEEP, leadingNumber } from './smart-report.ts'
import type { SmartAttribute, SmartReport } from './smart-report.ts'

/** Why smartctl could not read, in its own words. */
const ERROR =
  /^(?:Smartctl open device: .+ failed: |.+: Unable to detect device type|Read Device Identity failed|=+> (?:UNRECOGNIZED|INVALID))/

/** `Key:   value` lines of the information and health sections; the first of a key counts. */
function fieldsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of lines) {
    const [, key, value] = /^([A-Za-z][^:]{0,60}):\s{1,60}(\S.*)$/.exec(line) ?? []
    if (key !== undefined && value !== undefined && !fields.has(key.toLowerCase()))
      fields.set(key.toLowerCase(), value.trim())
  }
  return fields
}

/** What the two forms of the table say of an attribute below its threshold. */
const FAILED_AT: ReadonlyMap<string, SmartAttribute['failed']> = new Map([
  ['NOW', 'now'],
  ['FAILING_NOW', 'now'],
  ['past', 'past'],
  ['In_the_past', 'past'],
])

/**
 * A row of the attribute table, brief (`ID NAME POSR-- VALUE WORST THRESH FAIL RAW`) or old (`ID NAME 0x000f VALUE WORST
 * THRESH TYPE UPDATED WHEN_FAILED RAW`).
 */
function attributeOf(line: string): SmartAttribute[] {
  const words = line.trim().split(/\s+/)
  const [id, name, flags, value] = words
  if (!/^\d{1,3}$/.test(id ?? '') || name === undefined || !/^\d{3}$/.test(value ?? '')) return []
  const failedAt = flags?.startsWith('0x') ? 8 : 6
  return [
    {
      name,
      normalized: Number(value),
      raw: words.slice(failedAt + 1).join(' '),
      failed: FAILED_AT.get(words[failedAt] ?? '') ?? null,
    },
  ]
}

/** ATA and NVMe say PASSED or FAILED!, SCSI says OK or what is wrong. */
function verdictOf(fields: ReadonlyMap<string, string>): Pick<SmartReport, 'passed' | 'statement'> {
  const assessment = fields.get('smart overall-health self-assessment test result')
  if (assessment !== undefined) return { passed: assessment.startsWith('PASSED'), statement: null }
  const status = fields.get('smart health status')
  if (status === undefined) return { passed: null, statement: null }
  return status === 'OK' ? { passed: true, statement: null } : { passed: false, statement: status }
}

const powerOnHours = (
  text: string,
  fields: ReadonlyMap<string, string>,
  attributes: readonly SmartAttribute[],
): number | null =>
  leadingNumber(fields.get('power on hours')) ??
  leadingNumber(/^Accumulated power on time, hours:minutes (\d{1,9}):/m.exec(text)?.[1]) ??
  leadingNumber(/^\s{0,9}number of hours powered up = (\d{1,9})/m.exec(text)?.[1]) ??
  leadingNumber(attributes.find(({ name }) => name.startsWith('Power_On_Hours'))?.raw)

/** The report in smartctl's plain output, which is all that versions before 7.0 have. What it does not hold is unknown. */
export function parseSmartctlText(text: string): SmartReport {
  const lines = text.split('\n')
  const fields = fieldsOf(lines)
  const attributes = lines.flatMap(attributeOf)
  const amount = (...keys: string[]): number | null =>
    keys.reduce<number | null>((found, key) => found ?? leadingNumber(fields.get(key)), null)
  const raw = (pattern: RegExp): number | null => leadingNumber(attributes.find(({ name }) => pattern.test(name))?.raw)
  const warning = /^0x([0-9a-f]{1,2})$/i.exec(fields.get('critical warning') ?? '')?.[1]
  return {
    ...verdictOf(fields),
    standby: ASLEEP.test(text),
    exitStatus: null,
    available: /^SMART support is:\s{1,9}Unavailable/m.test(text) ? false : null,
    enabled: /^SMART support is:\s{1,9}Disabled/m.test(text) ? false : null,
    errors: lines.filter((line) => ERROR.test(line)),
    model: fields.get('device model') ?? fields.get('model number') ?? null,
    serial: fields.get('serial number') ?? null,
    sizeBytes: amount('user capacity', 'namespace 1 size/capacity', 'total nvm capacity'),
    tempCelsius:
      amount('temperature', 'current drive temperature') ??
      raw(/^Temperature_(?:Celsius|Internal)/) ??
      raw(/^Airflow_Temp/),
    powerOnHours: powerOnHours(text, fields, attributes),
    wearUsedPercent: amount('percentage used', 'percentage used endurance indicator'),
    attributes,
    criticalWarning: warning === undefined ? null : Number.parseInt(warning, 16),
    mediaErrors: amount('media and data integrity errors'),
    grownDefects: amount('elements in grown defect list'),
    uncorrectedErrors: null,
  }
}
