import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { columnsOf } from './columns.ts'

/** Remotes with their secrets and pinned keys, nodes, and what was seen of them. */
export const initial: Migration = {
  async up(db: Kysely<unknown>) {
    await createRemotes(db)
    await createNodes(db)
  },
}

async function createRemotes(db: Kysely<unknown>): Promise<void> {
  const { integer, numbered } = columnsOf(db)
  await db.schema
    .createTable('remote')
    // Numbers are never given twice: addresses and sealed secrets name them.
    .addColumn('id', integer, numbered)
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('cluster', 'text')
    .addColumn('ssh', 'text')
    .addColumn('api', 'text')
    .addColumn('added_at', integer, (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('secret')
    .addColumn('remote_id', integer, (column) => column.notNull().references('remote.id').onDelete('cascade'))
    .addColumn('field', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('secret_of_remote', ['remote_id', 'field'])
    .execute()
  await db.schema
    .createTable('pin')
    .addColumn('remote_id', integer, (column) => column.notNull().references('remote.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('port', integer, (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('key_type', 'text')
    .addPrimaryKeyConstraint('pin_of_host', ['remote_id', 'kind', 'host', 'port'])
    .execute()
}

async function createNodes(db: Kysely<unknown>): Promise<void> {
  const { integer, numbered } = columnsOf(db)
  await db.schema
    .createTable('node')
    .addColumn('id', integer, numbered)
    .addColumn('remote_id', integer, (column) => column.notNull().references('remote.id').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('first_seen_at', integer, (column) => column.notNull())
    .addColumn('last_seen_at', integer, (column) => column.notNull())
    .addUniqueConstraint('node_of_remote', ['remote_id', 'name'])
    .execute()
  await db.schema
    .createTable('observation')
    .addColumn('node_id', integer, (column) => column.notNull().references('node.id').onDelete('cascade'))
    .addColumn('collector', 'text', (column) => column.notNull())
    .addColumn('last', 'text', (column) => column.notNull())
    .addColumn('good', 'text')
    .addPrimaryKeyConstraint('observation_of_node', ['node_id', 'collector'])
    .execute()
}
