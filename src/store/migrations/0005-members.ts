import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { columnsOf } from './columns.ts'

/** Who set the address of a node, what corosync knows it by, since when its cluster has it no longer; which remotes a file holds. */
export const members: Migration = {
  async up(db: Kysely<unknown>) {
    const columns = db.schema
    const { integer } = columnsOf(db)
    await columns.alterTable('node').addColumn('ssh_port', integer).execute()
    await columns
      .alterTable('node')
      .addColumn('address_set_by', 'text', (column) => column.notNull().defaultTo('cluster'))
      .execute()
    for (const name of ['corosync_id', 'gone_since'] as const)
      await columns.alterTable('node').addColumn(name, integer).execute()
    for (const name of ['corosync_ip', 'renamed_to'] as const)
      await columns.alterTable('node').addColumn(name, 'text').execute()
    await columns
      .alterTable('remote')
      .addColumn('from_file', integer, (column) => column.notNull().defaultTo(0))
      .execute()
    // The member that was added is reached where its operator said.
    await sql`update node set address_set_by = 'operator'
      where address = (select remote.address from remote where remote.id = node.remote_id)`.execute(db)
  },
}
