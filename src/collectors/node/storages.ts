import { z } from 'zod'
import { by } from '../../lib/order.ts'
import type { Finding } from '../../model/finding.ts'
import { percentOf } from '../../model/units.ts'
import { looseBoolean } from '../../pve/loose.ts'
import { amount, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'
import { listed } from '../listed.ts'

const WARNING_PERCENT = 85
const CRITICAL_PERCENT = 90

const storage = z.object({
  name: z.string().describe('name of the storage'),
  type: z.string().describe('kind of storage as PVE names it, for example zfspool'),
  totalBytes: z.number().nullable().describe('size, in bytes; that of a zfspool is used + available and moves'),
  usedBytes: z.number().nullable().describe('space in use, in bytes'),
  availableBytes: z.number().nullable().describe('space left, in bytes'),
  content: z.array(z.string()).describe('what may be kept there, for example images, backup'),
  active: z.boolean().describe('whether this node could reach it'),
  enabled: z.boolean().describe('whether this node is to use it: not disabled, not limited to other nodes'),
  shared: z.boolean().describe('whether all nodes see the same content'),
})
type Storage = z.infer<typeof storage>

const fact = z.object({ storages: z.array(storage).describe('storages configured for the node, by name') })
type Storages = z.infer<typeof fact>

/** `GET /nodes/{node}/storage`. */
const reply = rowsOf(
  z.object({
    storage: text,
    type: text,
    total: unknownOr(amount),
    used: unknownOr(amount),
    avail: unknownOr(amount),
    content: unknownOr(text),
    active: looseBoolean,
    enabled: looseBoolean,
    shared: unknownOr(looseBoolean),
  }),
)

/** PVE fills in zeros for a storage it did not reach, and for kinds that have no size, such as iscsi (PVE/Storage.pm). */
function parseStorage(row: z.infer<typeof reply>[number]): Storage {
  const measured = row.active && row.total !== 0
  return {
    name: row.storage,
    type: row.type,
    totalBytes: measured ? row.total : null,
    usedBytes: measured ? row.used : null,
    availableBytes: measured ? row.avail : null,
    content: (row.content ?? '')
      .split(/[\s,]+/)
      .filter(Boolean)
      .sort(),
    active: row.active,
    enabled: row.enabled,
    shared: row.shared ?? false,
  }
}

function parseStorages(rows: z.infer<typeof reply>): Storages {
  return {
    storages: listed(rows, 'storages', 'Datastore.Audit on /storage')
      .map(parseStorage)
      .sort(by(({ name }) => name)),
  }
}

function assessStorage({ name, enabled, active, usedBytes, totalBytes }: Storage): Finding[] {
  if (!enabled) return []
  if (!active) return [{ severity: 'warning', text: `storage ${name} is enabled but not active`, hint: 'pvesm status' }]
  const percent = usedBytes === null || totalBytes === null ? null : percentOf(usedBytes, totalBytes)
  if (percent === null || percent < WARNING_PERCENT) return []
  const severity = percent >= CRITICAL_PERCENT ? 'critical' : 'warning'
  return [{ severity, text: `storage ${name} is ${percent} % full`, hint: null }]
}

export const storages = collector({
  name: 'storages',
  title: 'Storages',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parseStorages(await pve.get(`/nodes/${node}/storage`, reply))
  },
  assess: (found) => found.storages.flatMap(assessStorage),
})
