import { z } from 'zod'
import { by } from '../../lib/order.ts'
import { rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'
import { listed } from '../listed.ts'

const storage = z.object({
  name: z.string().describe('name of the storage'),
  type: z.string().describe('kind of storage as PVE names it, for example lvmthin'),
  pool: z
    .string()
    .nullable()
    .describe('what it draws its space from: ZFS dataset, vg/thin pool, volume group, Ceph pool'),
  path: z.string().nullable().describe('directory on the node'),
  server: z.string().nullable().describe('host that serves it'),
  nodes: z.array(z.string()).nullable().describe('the only nodes that may use it; null is all of them'),
})
type Storage = z.infer<typeof storage>

const fact = z.object({ storages: z.array(storage).describe('storages of /etc/pve/storage.cfg, by name') })
type StorageConfig = z.infer<typeof fact>

/** `GET /storage`. */
const row = z.object({
  storage: text,
  type: text,
  pool: unknownOr(text),
  vgname: unknownOr(text),
  thinpool: unknownOr(text),
  path: unknownOr(text),
  server: unknownOr(text),
  nodes: unknownOr(text),
})
const reply = rowsOf(row)
type Row = z.infer<typeof row>

function poolOf({ type, pool, vgname, thinpool }: Row): string | null {
  switch (type) {
    case 'zfspool':
      return pool
    case 'rbd':
      return pool ?? 'rbd' // the plugin's default (RBDPlugin.pm)
    case 'lvm':
      return vgname
    case 'lvmthin':
      return vgname !== null && thinpool !== null ? `${vgname}/${thinpool}` : null
    default:
      return null
  }
}

const parseStorage = (one: Row): Storage => ({
  name: one.storage,
  type: one.type,
  pool: poolOf(one),
  path: one.path,
  server: one.server,
  nodes:
    one.nodes
      ?.split(/[\s,;]+/)
      .filter(Boolean)
      .sort() ?? null,
})

function parseStorageConfig(rows: z.infer<typeof reply>): StorageConfig {
  return {
    storages: listed(rows, 'storages', 'Datastore.Audit on /storage')
      .map(parseStorage)
      .sort(by(({ name }) => name)),
  }
}

export const storageConfig = collector({
  name: 'storage-config',
  title: 'Storage configuration',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }) {
    return parseStorageConfig(await pve.get('/storage', reply))
  },
})
