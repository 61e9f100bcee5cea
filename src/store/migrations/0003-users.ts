import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { columnsOf } from './columns.ts'

/**
 * Users, their sessions and ways to sign in, API tokens, and who did what. All but the last are the tables of better-auth
 * 1.7.5 with its plugins two-factor, api-key and passkey, which names them and their columns its own way and checks at
 * start that they are there.
 */
export const users: Migration = {
  async up(db: Kysely<unknown>) {
    await createUsers(db)
    await createSignIns(db)
    await createTokens(db)
    await createAudit(db)
  },
}

const notNull = (column: ColumnDefinitionBuilder) => column.notNull()
const once = (column: ColumnDefinitionBuilder) => column.notNull().unique()
const ofUser = (column: ColumnDefinitionBuilder) => column.notNull().references('user.id').onDelete('cascade')

/** A table with what each table of the library has. */
const tableOf = (db: Kysely<unknown>, name: string): CreateTableBuilder<string> =>
  db.schema.createTable(name).addColumn('id', 'text', (column) => column.notNull().primaryKey())

const timedTableOf = (db: Kysely<unknown>, name: string): CreateTableBuilder<string> => {
  const { date } = columnsOf(db)
  return tableOf(db, name).addColumn('createdAt', date, notNull).addColumn('updatedAt', date, notNull)
}

const index = (db: Kysely<unknown>, table: string, column: string): Promise<void> =>
  db.schema.createIndex(`${table}_${column}_idx`).on(table).column(column).execute()

async function createUsers(db: Kysely<unknown>): Promise<void> {
  const { boolean, date } = columnsOf(db)
  await timedTableOf(db, 'user')
    .addColumn('name', 'text', notNull)
    .addColumn('email', 'text', once)
    .addColumn('emailVerified', boolean, notNull)
    .addColumn('image', 'text')
    .addColumn('role', 'text', notNull)
    .addColumn('twoFactorEnabled', boolean)
    .execute()
  await timedTableOf(db, 'session')
    .addColumn('userId', 'text', ofUser)
    .addColumn('token', 'text', once)
    .addColumn('expiresAt', date, notNull)
    .addColumn('ipAddress', 'text')
    .addColumn('userAgent', 'text')
    .execute()
  await index(db, 'session', 'userId')
}

async function createSignIns(db: Kysely<unknown>): Promise<void> {
  const { date } = columnsOf(db)
  await timedTableOf(db, 'account')
    .addColumn('userId', 'text', ofUser)
    .addColumn('providerId', 'text', notNull)
    .addColumn('accountId', 'text', notNull)
    .addColumn('password', 'text')
    .addColumn('accessToken', 'text')
    .addColumn('refreshToken', 'text')
    .addColumn('idToken', 'text')
    .addColumn('accessTokenExpiresAt', date)
    .addColumn('refreshTokenExpiresAt', date)
    .addColumn('scope', 'text')
    .addUniqueConstraint('account_of_provider', ['providerId', 'accountId'])
    .execute()
  await index(db, 'account', 'userId')
  await timedTableOf(db, 'verification')
    .addColumn('identifier', 'text', notNull)
    .addColumn('value', 'text', notNull)
    .addColumn('expiresAt', date, notNull)
    .execute()
  await index(db, 'verification', 'identifier')
  await createSecondFactors(db)
}

async function createSecondFactors(db: Kysely<unknown>): Promise<void> {
  const { boolean, date, integer } = columnsOf(db)
  await tableOf(db, 'twoFactor')
    .addColumn('userId', 'text', ofUser)
    .addColumn('secret', 'text', notNull)
    .addColumn('backupCodes', 'text', notNull)
    .addColumn('verified', boolean)
    .addColumn('failedVerificationCount', integer)
    .addColumn('lockedUntil', date)
    .execute()
  await index(db, 'twoFactor', 'userId')
  await index(db, 'twoFactor', 'secret')
  await tableOf(db, 'passkey')
    .addColumn('userId', 'text', ofUser)
    .addColumn('name', 'text')
    .addColumn('publicKey', 'text', notNull)
    .addColumn('credentialID', 'text', notNull)
    .addColumn('counter', integer, notNull)
    .addColumn('deviceType', 'text', notNull)
    .addColumn('backedUp', boolean, notNull)
    .addColumn('transports', 'text')
    .addColumn('aaguid', 'text')
    .addColumn('createdAt', date)
    .execute()
  await index(db, 'passkey', 'userId')
  await index(db, 'passkey', 'credentialID')
}

async function createTokens(db: Kysely<unknown>): Promise<void> {
  const { boolean, date, integer } = columnsOf(db)
  await timedTableOf(db, 'apikey')
    .addColumn('configId', 'text', notNull)
    .addColumn('referenceId', 'text', notNull)
    .addColumn('name', 'text')
    .addColumn('prefix', 'text')
    .addColumn('start', 'text')
    .addColumn('key', 'text', notNull)
    .addColumn('enabled', boolean)
    .addColumn('expiresAt', date)
    .addColumn('lastRequest', date)
    .addColumn('requestCount', integer)
    .addColumn('remaining', integer)
    .addColumn('refillInterval', integer)
    .addColumn('refillAmount', integer)
    .addColumn('lastRefillAt', date)
    .addColumn('rateLimitEnabled', boolean)
    .addColumn('rateLimitTimeWindow', integer)
    .addColumn('rateLimitMax', integer)
    .addColumn('permissions', 'text')
    .addColumn('metadata', 'text')
    .execute()
  for (const column of ['configId', 'referenceId', 'key']) await index(db, 'apikey', column)
}

async function createAudit(db: Kysely<unknown>): Promise<void> {
  const { integer, numbered } = columnsOf(db)
  await db.schema
    .createTable('audit_event')
    .addColumn('id', integer, numbered)
    .addColumn('at', integer, notNull)
    .addColumn('action', 'text', notNull)
    .addColumn('actor_kind', 'text', notNull)
    .addColumn('actor_name', 'text')
    .addColumn('subject', 'text')
    .addColumn('from', 'text')
    .addColumn('ok', integer, notNull)
    .execute()
}
