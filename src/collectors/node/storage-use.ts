import { z } from 'zod'
import { by } from '../../lib/order.ts'
import { amount, positive, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'
import { resourcesOf } from '../resources.ts'

const storage = z.object({
  name: z.string().describe('name of the storage'),
  totalBytes: z.number().nullable().describe('size, in bytes'),
  usedBytes: z.number().nullable().describe('space in use, in bytes'),
  countedAtSeconds: z
    .number()
    .nullable()
    .describe('when the node took these figures, by its own clock, in seconds since the epoch'),
})

const fact = z.object({ storages: z.array(storage).describe('storages the node could reach, by name') })

/** Rows of type `storage` in `/cluster/resources`. Of one that the node could not reach there are no figures. */
const row = z.object({
  storage: text,
  maxdisk: unknownOr(positive),
  disk: unknownOr(amount),
  ctime: unknownOr(positive),
})

export const storageUse = collector({
  name: 'storage-use',
  title: 'Use of storages',
  scope: 'node',
  every: 10 * MINUTES,
  anyMember: true,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    const rows = await resourcesOf(pve, node, ['storage'], row)
    const storages = rows.map((one) => ({
      name: one.storage,
      totalBytes: one.maxdisk,
      usedBytes: one.maxdisk === null ? null : one.disk,
      countedAtSeconds: one.ctime,
    }))
    return { storages: storages.sort(by(({ name }) => name)) }
  },
})
