import { z } from 'zod'
import type { Finding } from '../../model/finding.ts'
import { collector, MINUTES } from '../collector.ts'
import { isThinPool, lvsRows, nameAndSize } from './lvs-report.ts'

const thinPool = z.object({
  name: z.string().describe('volume group and pool, for example pve/data'),
  sizeBytes: z.number().describe('size, in bytes'),
  dataUsedPercent: z.number().nullable().describe('space in use, 0–100; not told of a pool that is not active'),
  metadataUsedPercent: z.number().nullable().describe('space for metadata in use, 0–100; a full one stops all writes'),
})
type ThinPool = z.infer<typeof thinPool>

const fact = z.object({ pools: z.array(thinPool).describe('LVM thin pools, as lvs lists them') })
type ThinPools = z.infer<typeof fact>

function parseThinPools(rows: ReturnType<typeof lvsRows>): ThinPools {
  return {
    pools: rows.filter(isThinPool).map((row) => ({
      ...nameAndSize(row),
      dataUsedPercent: row.data_percent,
      metadataUsedPercent: row.metadata_percent,
    })),
  }
}

function assessPool({ name, metadataUsedPercent: percent }: ThinPool): Finding[] {
  if (percent === null || percent < 80) return []
  const severity = percent >= 90 ? 'critical' : 'warning'
  const text = `the metadata of thin pool ${name} is ${percent} % full`
  return [{ severity, text, hint: `lvextend --poolmetadatasize +1G ${name}` }]
}

export const thinPools = collector({
  name: 'thin-pools',
  title: 'LVM thin pools',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    return parseThinPools(lvsRows(await shell.run('lvs')))
  },
  assess: ({ pools }) => pools.flatMap(assessPool),
})
