import type { Kysely } from 'kysely'
import type { Secret } from '../model/secret.ts'
import { sealedBy } from './secret.ts'
import type { Vault } from './secret.ts'
import type { Tables } from './tables.ts'

/** What all secrets of the store's own are derived from. It outlives the key that it is sealed with. */
const ROOT = 'root'
const PLACE = `store ${ROOT}`

/** The secret of the store's own, made at the first start. Throws `StoreError` for a key that is not this store's. */
export async function ownSecretIn(db: Kysely<Tables>, vault: Vault): Promise<Secret> {
  const kept = await db.selectFrom('own_secret').select('sealed').where('name', '=', ROOT).executeTakeFirst()
  if (kept) return vault.open(kept.sealed, PLACE)
  await db
    .insertInto('own_secret')
    .values({ name: ROOT, sealed: vault.seal(vault.fresh(), PLACE) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return ownSecretIn(db, vault)
}

/** Of the key that the store is sealed with; null for a store that is new. */
export async function ownKeyId(db: Kysely<Tables>): Promise<string | null> {
  const kept = await db.selectFrom('own_secret').select('sealed').where('name', '=', ROOT).executeTakeFirst()
  return kept ? sealedBy(kept.sealed) : null
}

/** Seals it with another key. */
export async function resealOwnSecret(db: Kysely<Tables>, from: Vault, to: Vault): Promise<void> {
  const sealed = to.seal(await ownSecretIn(db, from), PLACE)
  await db.updateTable('own_secret').set({ sealed }).where('name', '=', ROOT).execute()
}
