import { z } from 'zod'
import { disks } from '../../collectors/node/disks.ts'
import { smart } from '../../collectors/node/smart.ts'
import { by } from '../../lib/order.ts'
import { flag, number, text, texts } from '../fields.ts'
import { factOf } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'

export const diskShape = z.object({
  path: z.string().describe('device, for example /dev/nvme0n1'),
  model: text('model of the disk'),
  vendor: text('vendor of the disk'),
  serial: text('serial number'),
  wwn: text('world wide name'),
  size_bytes: number('capacity, in bytes'),
  type: z.enum(['nvme', 'ssd', 'hdd', 'usb', 'unknown']).describe('kind of disk as PVE tells it'),
  used_for: text('what is on it, for example ZFS, LVM, mounted'),
  health: z
    .enum(['passed', 'failed', 'unknown'])
    .nullable()
    .describe("the disk's own verdict; null if it was not asked"),
  health_reason: text('why the verdict is unknown'),
  wear_used_percent: number('rated life used up, in percent; may pass 100'),
  temp_c: number('temperature, in degrees Celsius'),
  power_on_hours: number('hours under power'),
  standby: flag('whether it slept and was not woken to be read'),
  problems: texts('what deserves attention whatever the verdict'),
})
type Disk = z.infer<typeof diskShape>
type Listed = z.infer<typeof disks.fact>['disks'][number]
type Smart = z.infer<typeof smart.fact>['disks'][number]

const disk = (path: string, listed: Listed | undefined, smart: Smart | undefined): Disk => ({
  path,
  model: listed?.model ?? smart?.model ?? null,
  vendor: listed?.vendor ?? null,
  serial: listed?.serial ?? smart?.serial ?? null,
  wwn: listed?.wwn ?? null,
  size_bytes: listed?.sizeBytes ?? smart?.sizeBytes ?? null,
  type: listed?.type ?? 'unknown',
  used_for: listed?.usedFor ?? null,
  health: smart?.health ?? null,
  health_reason: smart?.reason ?? null,
  wear_used_percent: smart?.wearUsedPercent ?? null,
  temp_c: smart?.tempCelsius ?? null,
  power_on_hours: smart?.powerOnHours ?? null,
  standby: smart?.standby ?? null,
  problems: smart?.problems ?? [],
})

/** The disks PVE lists, joined with what they say of themselves; either alone is a list too. */
export function disksOf(kept: KeptByCollector): Disk[] | null {
  const listed = factOf(kept, disks)?.disks
  const asked = factOf(kept, smart)?.disks
  if (!listed && !asked) return null
  const listedByPath = new Map(listed?.map((one) => [one.path, one]))
  const askedByPath = new Map(asked?.map((one) => [one.path, one]))
  return [...new Set([...listedByPath.keys(), ...askedByPath.keys()])]
    .map((path) => disk(path, listedByPath.get(path), askedByPath.get(path)))
    .sort(by(({ path }) => path))
}
