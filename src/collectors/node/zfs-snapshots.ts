import { z } from 'zod'
import { collector, HOURS } from '../collector.ts'
import { zfsNumber, zfsPrinted, zfsRows } from './zfs-table.ts'

const snapshot = z.object({
  dataset: z.string().describe('the dataset it is of, for example rpool/data/vm-100-disk-0'),
  name: z.string().describe('name of the snapshot, the part behind the @'),
  usedBytes: z
    .number()
    .nullable()
    .describe('space that deleting it alone would free, in bytes; what it shares with others is counted with none'),
  createdAtSeconds: z
    .number()
    .nullable()
    .describe("when it was taken, by the node's clock, in seconds since the epoch"),
})

const fact = z.object({
  snapshots: z.array(snapshot).describe('ZFS snapshots of volumes of guests, in the order zfs lists them'),
})
type ZfsSnapshots = z.infer<typeof fact>

/** As PVE names the volumes of guests: `vm-100-disk-0`, `subvol-100-disk-0`, `base-100-disk-0` (ZFSPoolPlugin.pm). */
const OF_GUEST = /^(.*\/(?:vm|subvol|base|basevol)-\d+-(?:disk|state|cloudinit)[^/@]*)@(.+)$/

function parseZfsSnapshots(text: string): ZfsSnapshots {
  const rows = zfsRows('zfs list', text, ['name', 'used', 'creation'])
  return {
    snapshots: rows.flatMap((row) => {
      const [, dataset, name] = OF_GUEST.exec(row.name) ?? []
      if (dataset === undefined || name === undefined) return []
      return [{ dataset, name, usedBytes: zfsNumber(row.used), createdAtSeconds: zfsNumber(row.creation) }]
    }),
  }
}

export const zfsSnapshots = collector({
  name: 'zfs-snapshots',
  title: 'ZFS snapshots of guests',
  scope: 'node',
  every: 1 * HOURS,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    return parseZfsSnapshots(zfsPrinted('zfs list', await shell.run('zfs-snapshots')))
  },
})
