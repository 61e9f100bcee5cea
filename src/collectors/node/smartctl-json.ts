import { z } from 'zod'
import { looseNumber } from '../../pve/loose.ts'
import { text, unknownOr } from '../../pve/reply.ts'
import { ASLEEP } from './smart-report.ts'
import type { SmartAttribute, SmartReport } from './smart-report.ts'

const number = unknownOr(looseNumber)
const words = unknownOr(text)
const flag = unknownOr(z.boolean())

const attribute = z.object({
  name: z.string(),
  value: number,
  raw: unknownOr(z.object({ string: words })),
  when_failed: words,
})
const counters = unknownOr(z.object({ total_uncorrected_errors: number }))

/** `smartctl -j`; names as in smartmontools 7.x, those of the 6.7 pre-release and 7.4 (`scsi_model_name`) included. */
const reply = z.object({
  smartctl: unknownOr(
    z.object({ exit_status: number, messages: unknownOr(z.array(z.object({ string: words, severity: words }))) }),
  ),
  power_mode: unknownOr(z.union([text, z.object({ name: text }).transform(({ name }) => name)])),
  smart_status: unknownOr(z.object({ passed: flag, scsi: unknownOr(z.object({ ie_string: words })) })),
  smart_support: unknownOr(z.object({ available: flag, enabled: flag })),
  model_name: words,
  scsi_model_name: words,
  serial_number: words,
  user_capacity: unknownOr(z.object({ bytes: number })),
  nvme_total_capacity: number,
  temperature: unknownOr(z.object({ current: number })),
  power_on_time: unknownOr(z.object({ hours: number })),
  endurance_used: unknownOr(z.object({ current_percent: number })),
  scsi_percentage_used_endurance_indicator: number,
  scsi_grown_defect_list: number,
  scsi_error_counter_log: unknownOr(z.object({ read: counters, write: counters, verify: counters })),
  nvme_smart_health_information_log: unknownOr(
    z.object({ percentage_used: number, critical_warning: number, media_errors: number }),
  ),
  ata_smart_attributes: unknownOr(z.object({ table: z.array(unknownOr(attribute)) })),
})
type Reply = z.infer<typeof reply>

function attributesOf({ ata_smart_attributes }: Reply): SmartAttribute[] {
  return (ata_smart_attributes?.table ?? []).flatMap((row) =>
    row === null
      ? []
      : [
          {
            name: row.name,
            normalized: row.value,
            raw: row.raw?.string ?? '',
            failed: row.when_failed === 'now' || row.when_failed === 'past' ? row.when_failed : null,
          },
        ],
  )
}

/**
 * Standby in three spellings: a message (7.1 and later), `power_mode.name` (7.5), `power_mode` as a word. The mode of a
 * disk that is awake is there too.
 */
function standby({ smartctl, power_mode }: Reply): boolean {
  if (/^(standby|sleep)/i.test(power_mode ?? '')) return true
  return (smartctl?.messages ?? []).some(({ string }) => ASLEEP.test(string ?? ''))
}

function uncorrectedErrors({ scsi_error_counter_log: log }: Reply): number | null {
  const counts = [log?.read, log?.write, log?.verify].flatMap((counter) => counter?.total_uncorrected_errors ?? [])
  return counts.length > 0 ? counts.reduce((sum, count) => sum + count) : null
}

/** The report in one JSON value of smartctl, or null where it is not one. */
export function parseSmartctlJson(value: unknown): SmartReport | null {
  const { data } = reply.safeParse(value)
  if (data === undefined) return null
  const nvme = data.nvme_smart_health_information_log
  return {
    passed: data.smart_status?.passed ?? null,
    statement: data.smart_status?.scsi?.ie_string ?? null,
    standby: standby(data),
    exitStatus: data.smartctl?.exit_status ?? null,
    available: data.smart_support?.available ?? null,
    enabled: data.smart_support?.enabled ?? null,
    errors: (data.smartctl?.messages ?? []).flatMap(({ string, severity }) =>
      severity === 'error' ? (string ?? []) : [],
    ),
    model: data.model_name ?? data.scsi_model_name,
    serial: data.serial_number,
    sizeBytes: data.user_capacity?.bytes ?? data.nvme_total_capacity,
    tempCelsius: data.temperature?.current ?? null,
    powerOnHours: data.power_on_time?.hours ?? null,
    wearUsedPercent:
      data.endurance_used?.current_percent ?? nvme?.percentage_used ?? data.scsi_percentage_used_endurance_indicator,
    attributes: attributesOf(data),
    criticalWarning: nvme?.critical_warning ?? null,
    mediaErrors: nvme?.media_errors ?? null,
    grownDefects: data.scsi_grown_defect_list,
    uncorrectedErrors: uncorrectedErrors(data),
  }
}
