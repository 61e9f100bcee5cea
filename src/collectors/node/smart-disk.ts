import { z } from 'zod'
import { firmwareText } from './dmi-text.ts'
import { leadingNumber } from './smart-report.ts'
import type { SmartReport } from './smart-report.ts'
import { plausibleCelsius } from './temperature-reading.ts'

export const smartDisk = z.object({
  path: z.string().describe('device, for example /dev/sda'),
  health: z.enum(['passed', 'failed', 'unknown']).describe("the disk's own verdict"),
  standby: z.boolean().describe('it sleeps and was not woken to be read'),
  wearUsedPercent: z.number().nullable().describe('rated life used up, in percent; may pass 100'),
  tempCelsius: z.number().nullable().describe('temperature, in degrees Celsius'),
  powerOnHours: z.number().nullable().describe('hours under power'),
  model: z.string().nullable().describe('model'),
  serial: z.string().nullable().describe('serial number'),
  sizeBytes: z.number().nullable().describe('capacity, in bytes'),
  problems: z.array(z.string()).describe('what deserves attention whatever the verdict'),
  reason: z.string().nullable().describe('why the verdict is unknown'),
})
export type SmartDisk = z.infer<typeof smartDisk>

const MAX_PROBLEMS = 20
const MAX_TEXT = 200

/**
 * ATA attributes whose normalised value is the life that is left, in percent, by smartmontools' names and in the order in
 * which PVE prefers them (PVE/Diskmanage.pm, get_wear_leveling_info). Numbers alone will not do: 233 is
 * Media_Wearout_Indicator of one maker and Flash_Writes_GiB of another.
 */
const LIFE_LEFT = [
  'Media_Wearout_Indicator',
  'SSD_Life_Left',
  'Wear_Leveling_Count',
  'Perc_Rated_Life_Remain',
  'Remaining_Lifetime_Perc',
  'Percent_Lifetime_Remain',
  'Lifetime_Left',
  'PCT_Life_Remaining',
  'Lifetime_Remaining',
  'Percent_Life_Remaining',
  'Percent_Lifetime_Used',
  'Perc_Rated_Life_Used',
]

function wearUsedPercent({ wearUsedPercent: used, attributes }: SmartReport): number | null {
  if (used !== null) return used >= 0 && used <= 255 ? used : null
  for (const name of LIFE_LEFT) {
    const left = attributes.find((attribute) => attribute.name === name)?.normalized ?? null
    if (left !== null && left >= 0 && left <= 100) return 100 - left
  }
  return null
}

/** Bits of NVMe's critical warning (NVM Express base specification, SMART / health information log). */
const CRITICAL_WARNINGS = [
  'the spare capacity is used up',
  'the temperature is outside its limits',
  'the reliability is degraded',
  'the disk is read-only now',
  'the backup of its volatile memory has failed',
  'the persistent memory region is unreliable',
]

/** Attributes that count bad sectors; the raw value is the count. */
const DEFECTS: readonly (readonly [RegExp, string])[] = [
  [/^Reallocated_Sector/, 'reallocated sectors'],
  [/^Current_Pending_/, 'sectors waiting to be reallocated'],
  [/^(?:Offline|Total_Offl)_Uncorrect/, 'sectors that cannot be read'],
  [/^Reported_Uncorrect/, 'uncorrectable errors'],
]

const counted = (count: number | null, what: string): string[] =>
  count !== null && count > 0 ? [`${count} ${what}`] : []

/** Exit bit 7 of smartctl: the self-test log holds errors. Bit 6, errors in the log, never goes away again and says little. */
const SELF_TEST_ERRORS = 128

function problemsOf(report: SmartReport): string[] {
  const { attributes, statement, exitStatus, criticalWarning } = report
  return [
    ...(statement === null || report.passed !== false ? [] : [statement]),
    ...attributes.flatMap(({ name, failed }) =>
      failed === null
        ? []
        : [failed === 'now' ? `${name} is below its threshold` : `${name} was below its threshold in the past`],
    ),
    ...CRITICAL_WARNINGS.filter((_, bit) => ((criticalWarning ?? 0) & (1 << bit)) !== 0),
    ...DEFECTS.flatMap(([name, what]) =>
      counted(leadingNumber(attributes.find((attribute) => name.test(attribute.name))?.raw), what),
    ),
    ...counted(report.mediaErrors, 'media errors'),
    ...counted(report.grownDefects, 'grown defects'),
    ...counted(report.uncorrectedErrors, 'uncorrected errors'),
    ...(((exitStatus ?? 0) & SELF_TEST_ERRORS) !== 0 ? ['the self-test log holds errors'] : []),
  ]
    .slice(0, MAX_PROBLEMS)
    .map((problem) => problem.slice(0, MAX_TEXT))
}

/** Exit bit 1 of smartctl: the disk could not be opened or identified, or it sleeps. Bit 3: it is failing. */
const NOT_OPENED = 2
const FAILING = 8

function healthOf({ passed, exitStatus }: SmartReport): SmartDisk['health'] {
  if (passed !== null) return passed ? 'passed' : 'failed'
  return ((exitStatus ?? 0) & FAILING) !== 0 ? 'failed' : 'unknown'
}

/** Why there is no verdict. `timeout` ends with 124, or 137 where it had to kill. */
function reasonOf({ standby, available, enabled, errors, exitStatus }: SmartReport, exit: number | null): string {
  if (standby) return 'the disk sleeps and was not woken'
  if (exit === 124 || exit === 137) return 'smartctl did not answer in time'
  const [error] = errors
  if (error !== undefined && /not permitted|permission denied/i.test(error)) return 'no permission to open the disk'
  if (available === false) return 'the disk offers no SMART; virtual disks and those behind RAID controllers have none'
  if (enabled === false) return 'SMART is switched off on this disk'
  if (error !== undefined) return error.slice(0, MAX_TEXT)
  if (((exitStatus ?? exit ?? 0) & NOT_OPENED) !== 0) return 'smartctl could not open the disk, or it sleeps'
  return 'smartctl says nothing about the health of this disk'
}

const atLeast = (least: number, value: number | null): number | null =>
  value !== null && value >= least ? value : null

/** The fact about one disk. `exit`: what the shell saw smartctl end with. */
export function diskOf(path: string, report: SmartReport, exit: number | null): SmartDisk {
  const health = healthOf(report)
  return {
    path,
    health,
    standby: report.standby,
    wearUsedPercent: wearUsedPercent(report),
    tempCelsius: plausibleCelsius(report.tempCelsius) ? report.tempCelsius : null,
    powerOnHours: atLeast(0, report.powerOnHours),
    model: firmwareText(report.model ?? undefined),
    serial: firmwareText(report.serial ?? undefined),
    sizeBytes: atLeast(1, report.sizeBytes),
    problems: problemsOf(report),
    reason: health === 'unknown' ? reasonOf(report, exit) : null,
  }
}
