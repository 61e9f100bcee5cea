import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import { collector, MINUTES } from '../collector.ts'

const fact = z.object({
  sizeBytes: z.number().describe('memory the ZFS cache holds now, in bytes; PVE counts it as used'),
  maxBytes: z.number().nullable().describe('the most the cache may hold, in bytes'),
})
type ZfsArc = z.infer<typeof fact>

/** Parses /proc/spl/kstat/zfs/arcstats: `name type data` lines after two header lines. */
export function parseArcstats(text: string): ZfsArc {
  const value = (name: string): number | null => {
    const digits = new RegExp(`^${name}\\s+\\d+\\s+(\\d{1,20})\\s*$`, 'm').exec(text)?.[1]
    return digits === undefined ? null : Number(digits)
  }
  const sizeBytes = value('size')
  if (sizeBytes === null) throw new FailureError('bad-reply', 'arcstats has no size')
  return { sizeBytes, maxBytes: value('c_max') }
}

export const zfsArc = collector({
  name: 'zfs-arc',
  title: 'ZFS cache in memory',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    return parseArcstats(await shell.read('/proc/spl/kstat/zfs/arcstats'))
  },
})
