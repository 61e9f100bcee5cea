import { z } from 'zod'
import { collector, MINUTES } from '../collector.ts'
import { isHidden, isThinPool, lvsRows, nameAndSize } from './lvs-report.ts'

const volume = z.object({
  name: z.string().describe('volume group and volume, for example pve/vm-100-disk-0'),
  sizeBytes: z.number().describe('size, in bytes; one that is not thin takes all of it'),
  pool: z.string().nullable().describe('thin pool it draws its space from; null for one that is not thin'),
  origin: z.string().nullable().describe('volume it was made of, as a snapshot or clone'),
  dataUsedPercent: z
    .number()
    .nullable()
    .describe(
      'share of a thin volume that is mapped to blocks, also to those it shares, 0–100; told while it is active',
    ),
})

const fact = z.object({
  volumes: z.array(volume).describe('LVM volumes but thin pools and hidden ones, as lvs lists them'),
})
type LogicalVolumes = z.infer<typeof fact>

function parseLogicalVolumes(rows: ReturnType<typeof lvsRows>): LogicalVolumes {
  return {
    volumes: rows
      .filter((row) => !isHidden(row) && !isThinPool(row))
      .map((row) => {
        const inGroup = (volumeName: string | null) => (volumeName === null ? null : `${row.vg_name}/${volumeName}`)
        return {
          ...nameAndSize(row),
          pool: inGroup(row.pool_lv),
          origin: inGroup(row.origin),
          dataUsedPercent: row.data_percent,
        }
      }),
  }
}

export const logicalVolumes = collector({
  name: 'logical-volumes',
  title: 'LVM volumes',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    return parseLogicalVolumes(lvsRows(await shell.run('lvs')))
  },
})
