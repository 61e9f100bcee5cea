import { z } from 'zod'
import { findingItemShape } from '../../fleet/findings.ts'
import { guestItemShape } from '../../fleet/guest-shapes.ts'
import { licenseItemShape } from '../../fleet/license-list.ts'
import { networkItemShape } from '../../fleet/network-list.ts'
import { overviewShape } from '../../fleet/overview.ts'
import { nodeItemShape } from '../../fleet/shapes.ts'
import { snapshotItemShape } from '../../fleet/snapshot-list.ts'
import { storageItemShape } from '../../fleet/storage-list.ts'

/** What a client can ask to be told of. */
export const LIVE_KINDS = [
  'node',
  'vm',
  'storage',
  'network',
  'snapshot',
  'license',
  'finding',
  'overview',
  'remote',
] as const
export type LiveKind = (typeof LIVE_KINDS)[number]

const moment = {
  seq: z.number().describe('number of the event; the next one has the next number, of whatever kind it is'),
  at: z.string().describe('time it was noticed, ISO 8601 in UTC, by the clock of the server'),
}

const ofRemote = { ...moment, remote_id: z.number().describe('number of the remote it is about') }

/** Items of which the same fields changed: written once for all of them. */
const changedShape = z.object({
  fields: z.array(z.string()).describe('paths of the fields that changed, for example cpu.load_1m'),
  rows: z
    .array(z.tuple([z.string()], z.unknown()))
    .describe('for each of these items its key, then the values that these fields have now, in their order'),
})

const changedItems = <Kind extends LiveKind, Item extends z.ZodType>(kind: Kind, item: Item, keys: string) =>
  z.object({
    ...ofRemote,
    kind: z.literal(kind).describe('what changed'),
    items: z.array(item).describe('those that are new or on another node, whole, as their list has them'),
    changed: z.array(changedShape).describe(`what changed of others; their keys are ${keys}`),
    removed: z.array(z.string()).describe('keys of those that are gone'),
  })

/** What the data of an event holds. */
export const liveEventShape = z.discriminatedUnion('kind', [
  z.object({
    ...moment,
    kind: z.literal('hello').describe('the stream begins here'),
    resumed: z.boolean().describe('whether all that was missed follows'),
  }),
  z.object({ ...moment, kind: z.literal('reset').describe('something was missed: everything is to be loaded afresh') }),
  z.object({ ...moment, kind: z.literal('beat').describe('the stream goes on, every 15 s') }),
  changedItems('node', nodeItemShape, 'node_id'),
  changedItems('vm', guestItemShape, 'remote_id/vmid'),
  changedItems('storage', storageItemShape, 'remote_id/node_id/name, without a node_id where it is shared'),
  changedItems('network', networkItemShape, 'node_id/name'),
  changedItems('snapshot', snapshotItemShape, 'remote_id/vmid/snapshot'),
  changedItems('license', licenseItemShape, 'node_id'),
  changedItems('finding', findingItemShape, 'remote_id/node_id/vmid/section/text, with nothing for what is null'),
  z.object({
    ...moment,
    kind: z.literal('overview').describe('the fleet in numbers changed'),
    overview: overviewShape.describe('the numbers as they are now'),
  }),
  z.object({
    ...ofRemote,
    kind: z.literal('remote').describe('a remote was added, changed or removed'),
    change: z.enum(['added', 'changed', 'removed']).describe('what became of it'),
  }),
])
export type LiveEvent = z.infer<typeof liveEventShape>
