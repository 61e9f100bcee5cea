import { decimal } from './temperature-reading.ts'

/** One ATA attribute. `raw` is smartctl's rendering: the number itself is packed (48 bits, vendor's choice). */
export interface SmartAttribute {
  readonly name: string
  /** From 100 (or 200, 253) downwards, or null. */
  readonly normalized: number | null
  readonly raw: string
  /** Whether it is or was below the maker's threshold. */
  readonly failed: 'now' | 'past' | null
}

/** What smartctl said of one disk, whichever way it printed it. */
export interface SmartReport {
  /** The disk's own verdict. */
  readonly passed: boolean | null
  /** What it says beside the verdict, where it does (SCSI informational exceptions). */
  readonly statement: string | null
  readonly standby: boolean
  /** smartctl's bit mask, from its own JSON only: the shell's exit code may be that of `timeout`. */
  readonly exitStatus: number | null
  readonly available: boolean | null
  readonly enabled: boolean | null
  readonly errors: readonly string[]
  readonly model: string | null
  readonly serial: string | null
  readonly sizeBytes: number | null
  readonly tempCelsius: number | null
  readonly powerOnHours: number | null
  /** Wear as the protocol defines it (NVMe, SCSI, ATA device statistics); ATA attributes are judged apart. */
  readonly wearUsedPercent: number | null
  readonly attributes: readonly SmartAttribute[]
  readonly criticalWarning: number | null
  readonly mediaErrors: number | null
  readonly grownDefects: number | null
  readonly uncorrectedErrors: number | null
}

/** The number a rendering begins with: `31 (0 17 0 0 0)`, `7963h+07m+54.620s`, `1,299,288 [665 GB]`. */
export const leadingNumber = (text: string | null | undefined): number | null =>
  decimal(/^\s*(\d{1,3}(?:,\d{3}){1,6}|\d{1,15})/.exec(text ?? '')?.[1]?.replaceAll(',', '') ?? '')

/** smartctl's word for a disk it let sleep: STANDBY, STANDBY (OS), STANDBY BY COMMAND, SLEEP. */
export const ASLEEP = /Device is in (?:STANDBY|SLEEP)[\w ()]{0,40} mode/i
