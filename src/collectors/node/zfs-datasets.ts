import { z } from 'zod'
import { collector, HOURS } from '../collector.ts'
import { zfsNumber, zfsPrinted, zfsRows } from './zfs-table.ts'

const dataset = z.object({
  name: z.string().describe('file system or volume, for example rpool/data/vm-100-disk-0'),
  usedBytes: z.number().nullable().describe('space it takes with all below it, in bytes: the sum of the four parts'),
  availableBytes: z.number().nullable().describe('space it could still take, in bytes'),
  snapshotBytes: z.number().nullable().describe('space that deleting its snapshots would free, in bytes'),
  datasetBytes: z
    .number()
    .nullable()
    .describe('space of what it holds now, in bytes; a linked clone leaves out its origin'),
  referencedBytes: z
    .number()
    .nullable()
    .describe('what it holds now, in bytes; also what it shares with snapshots or with the origin of a linked clone'),
  refreservationBytes: z.number().nullable().describe('space kept free for it, in bytes'),
  childrenBytes: z.number().nullable().describe('space of the datasets below it, in bytes'),
  volsizeBytes: z.number().nullable().describe('size of a volume, in bytes; null for a file system, which has none'),
  origin: z
    .string()
    .nullable()
    .describe('snapshot a linked clone was made of, for example rpool/data/base-9000-disk-0@__base__'),
})

const fact = z.object({ datasets: z.array(dataset).describe('file systems and volumes, as zfs lists them') })
type ZfsDatasets = z.infer<typeof fact>

/** The columns of the `zfs-list` program. */
const COLUMNS = [
  'name',
  'avail',
  'used',
  'usedsnap',
  'usedds',
  'usedrefreserv',
  'usedchild',
  'volsize',
  'referenced',
  'origin',
] as const

function parseZfsDatasets(text: string): ZfsDatasets {
  return {
    datasets: zfsRows('zfs list', text, COLUMNS).map((row) => ({
      name: row.name,
      usedBytes: zfsNumber(row.used),
      availableBytes: zfsNumber(row.avail),
      snapshotBytes: zfsNumber(row.usedsnap),
      datasetBytes: zfsNumber(row.usedds),
      referencedBytes: zfsNumber(row.referenced),
      refreservationBytes: zfsNumber(row.usedrefreserv),
      childrenBytes: zfsNumber(row.usedchild),
      volsizeBytes: zfsNumber(row.volsize),
      origin: row.origin === '-' || row.origin === '' ? null : row.origin,
    })),
  }
}

export const zfsDatasets = collector({
  name: 'zfs-datasets',
  title: 'ZFS datasets',
  scope: 'node',
  every: 1 * HOURS,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    return parseZfsDatasets(zfsPrinted('zfs list', await shell.run('zfs-list')))
  },
})
