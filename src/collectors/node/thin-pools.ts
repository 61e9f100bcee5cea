import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import type { Finding } from '../../model/finding.ts'
import { amount, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'
import { jsonBy, printedBy } from './command-reply.ts'

const thinPool = z.object({
  name: z.string().describe('volume group and pool, for example pve/data'),
  sizeBytes: z.number().describe('size, in bytes'),
  dataUsedPercent: z.number().nullable().describe('space in use, 0–100; not told of a pool that is not active'),
  metadataUsedPercent: z.number().nullable().describe('space for metadata in use, 0–100; a full one stops all writes'),
})
type ThinPool = z.infer<typeof thinPool>

const fact = z.object({ pools: z.array(thinPool).describe('LVM thin pools, as lvs lists them') })
type ThinPools = z.infer<typeof fact>

/** `lvs --reportformat json`: numbers are strings, unknown ones empty; a group of volumes a report. */
const row = z.object({
  vg_name: unknownOr(text),
  lv_name: unknownOr(text),
  lv_attr: unknownOr(text),
  lv_size: unknownOr(amount),
  data_percent: unknownOr(amount),
  metadata_percent: unknownOr(amount),
})
const report = z.object({ report: rowsOf(z.object({ lv: rowsOf(row).default([]) })) })

/** The first letter of the attributes is the type: `t` a thin pool, `T` the hidden volume of its data (lvs(8)). */
const isThinPool = ({ lv_attr }: z.infer<typeof row>): boolean => lv_attr?.startsWith('t') ?? false

/** Warnings can stand before the JSON. */
function parseThinPools(printed: string): ThinPools {
  const json = printed.slice(Math.max(printed.indexOf('{'), 0))
  const volumes = jsonBy('lvs', json, report).report.flatMap(({ lv }) => lv)
  return {
    pools: volumes.filter(isThinPool).map(({ vg_name, lv_name, lv_size, data_percent, metadata_percent }) => {
      if (vg_name === null || lv_name === null || lv_size === null) {
        throw new FailureError('bad-reply', 'lvs lists a thin pool without a name or a size')
      }
      return {
        name: `${vg_name}/${lv_name}`,
        sizeBytes: lv_size,
        dataUsedPercent: data_percent,
        metadataUsedPercent: metadata_percent,
      }
    }),
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
    const output = await shell.run('lvs')
    return parseThinPools(output.stdout.includes('{') ? output.stdout : printedBy('lvs', output))
  },
  assess: ({ pools }) => pools.flatMap(assessPool),
})
