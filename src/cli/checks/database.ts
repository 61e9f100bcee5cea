import type { Secret } from '../../model/secret.ts'
import { compared, done, newer } from '../../store/migrations.ts'
import type { Places } from '../../store/open.ts'
import { ownKeyId } from '../../store/own-secret.ts'
import { postgresEngine } from '../../store/postgres-engine.ts'
import { nameOf } from '../../store/postgres-pool.ts'
import { checkServer, connectedTo } from '../../store/postgres.ts'
import { bytes } from '../table.ts'
import { ok, problemOf, warning } from './check.ts'
import { ofKey } from './store.ts'
import type { StoreChecks } from './store.ts'

/** Looks at a store in PostgreSQL and at its key, and changes neither. */
export async function databaseAndKey(places: Places, url: Secret): Promise<StoreChecks> {
  try {
    return await ofDatabase(places, url)
  } catch (error) {
    return { checks: [problemOf(error)], key: null }
  }
}

async function ofDatabase(places: Places, url: Secret): Promise<StoreChecks> {
  const name = nameOf(url)
  await using db = connectedTo(url, { max: 1 })
  await checkServer(db, name)
  const { unknown, missing } = compared(await done(db))
  if (unknown.length > 0) throw newer(`the store ${name}`, unknown)
  const size = bytes(await postgresEngine().usedBytes(db))
  const checks = [ok(`the database ${name} answers (${size})`)]
  if (missing.length > 0)
    return {
      checks: [
        ...checks,
        warning(
          'the database has no store of this version yet',
          'Start the server: it makes the store, or brings it up to date. Make a backup first if there is one.',
        ),
      ],
      key: null,
    }
  const { check, key } = ofKey(places, await ownKeyId(db))
  return { checks: [...checks, check], key }
}
