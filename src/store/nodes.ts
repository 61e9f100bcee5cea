import type { Kysely } from 'kysely'
import type { KnownNode } from '../model/remote.ts'
import type { MembersChange, SeenMember } from './port.ts'
import { pinKey } from './pins.ts'
import type { NodeRow, Tables } from './tables.ts'

const nodeOf = (row: NodeRow): KnownNode => ({
  id: row.id,
  remoteId: row.remote_id,
  name: row.name,
  address: row.address,
  sshPort: row.ssh_port,
  addressSetBy: row.address_set_by,
  corosync: { id: row.corosync_id, ip: row.corosync_ip },
  gone: row.gone_since === null ? null : { since: row.gone_since, renamedTo: row.renamed_to },
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
})

export async function nodesIn(db: Kysely<Tables>): Promise<KnownNode[]> {
  const rows = await db.selectFrom('node').selectAll().orderBy('id').execute()
  return rows.map(nodeOf)
}

export async function changeMembers(
  db: Kysely<Tables>,
  remoteId: number,
  { pins, seen, gone, removed }: MembersChange,
): Promise<void> {
  for (const pin of pins) await pinKey(db, remoteId, pin)
  for (const member of seen) await sawMember(db, remoteId, member)
  for (const { nodeId, since, renamedTo } of gone)
    await db
      .updateTable('node')
      .set({ gone_since: since, renamed_to: renamedTo })
      .where('id', '=', nodeId)
      .where('remote_id', '=', remoteId)
      .execute()
  if (removed.length > 0)
    await db.deleteFrom('node').where('remote_id', '=', remoteId).where('id', 'in', removed).execute()
}

async function sawMember(db: Kysely<Tables>, remoteId: number, member: SeenMember): Promise<void> {
  const { name, address, sshPort, addressSetBy, corosync, at } = member
  const now = {
    address,
    ssh_port: sshPort,
    address_set_by: addressSetBy,
    corosync_id: corosync.id,
    corosync_ip: corosync.ip,
    gone_since: null,
    renamed_to: null,
    last_seen_at: at,
  }
  await db
    .insertInto('node')
    .values({ remote_id: remoteId, name, first_seen_at: at, ...now })
    .onConflict((conflict) => conflict.columns(['remote_id', 'name']).doUpdateSet(now))
    .execute()
}
