import type { Kysely } from 'kysely'
import type { Pin, Remote } from '../model/remote.ts'
import type { Secret } from '../model/secret.ts'
import type { NewRemote, RemoteUpdate } from './port.ts'
import type { Vault } from './secret.ts'
import { secretsOf, signInColumns, signInOf } from './sign-in.ts'
import type { PinRow, RemoteRow, Tables } from './tables.ts'

/** What a sealed secret belongs to: it opens in no other row and under no other name. */
const placeOf = (remoteId: number, field: string): string => `remote ${remoteId} ${field}`

const pinOf = ({ kind, host, port, sha256, key_type: keyType }: PinRow): Pin => ({ kind, host, port, sha256, keyType })

function remoteOf(row: RemoteRow, secrets: ReadonlyMap<string, Secret>, pins: readonly Pin[]): Remote {
  const { id, name, address, cluster, added_at: addedAt } = row
  return { id, name, address, cluster, ...signInOf(row, secrets), pins, addedAt }
}

/** All remotes, or the one with this number. */
export async function remotesIn(db: Kysely<Tables>, vault: Vault, id?: number): Promise<Remote[]> {
  const rows = await db
    .selectFrom('remote')
    .selectAll()
    .$if(id !== undefined, (query) => query.where('id', '=', id ?? 0))
    .orderBy('id')
    .execute()
  const secrets = Map.groupBy(await db.selectFrom('secret').selectAll().execute(), (row) => row.remote_id)
  const pins = Map.groupBy(
    await db.selectFrom('pin').selectAll().orderBy('host').orderBy('port').execute(),
    (row) => row.remote_id,
  )
  return rows.map((row) => {
    const opened = secrets
      .get(row.id)
      ?.map(({ field, sealed }) => [field, vault.open(sealed, placeOf(row.id, field))] as const)
    return remoteOf(row, new Map(opened), (pins.get(row.id) ?? []).map(pinOf))
  })
}

export async function addRemote(db: Kysely<Tables>, vault: Vault, remote: NewRemote): Promise<Remote> {
  const { name, address, cluster, pins, addedAt } = remote
  const id = await db.transaction().execute(async (transaction) => {
    const { id } = await transaction
      .insertInto('remote')
      .values({ name, address, cluster, ...signInColumns(remote), added_at: addedAt })
      .returning('id')
      .executeTakeFirstOrThrow()
    await keepSecrets(transaction, vault, id, remote)
    for (const pin of pins) await pinKey(transaction, id, pin)
    return id
  })
  return { id, ...remote }
}

export async function changeRemote(
  db: Kysely<Tables>,
  vault: Vault,
  id: number,
  update: RemoteUpdate,
): Promise<Remote | null> {
  return db.transaction().execute(async (transaction) => {
    const [before] = await remotesIn(transaction, vault, id)
    if (!before) return null
    const after = { ...before, ...update }
    const { name, address, cluster } = after
    await transaction
      .updateTable('remote')
      .set({ name, address, cluster, ...signInColumns(after) })
      .where('id', '=', id)
      .execute()
    await transaction.deleteFrom('secret').where('remote_id', '=', id).execute()
    await keepSecrets(transaction, vault, id, after)
    return after
  })
}

async function keepSecrets(
  db: Kysely<Tables>,
  vault: Vault,
  id: number,
  signIn: Pick<Remote, 'ssh' | 'api'>,
): Promise<void> {
  for (const [field, secret] of secretsOf(signIn)) {
    const sealed = vault.seal(secret, placeOf(id, field))
    await db.insertInto('secret').values({ remote_id: id, field, sealed }).execute()
  }
}

export async function removeRemote(db: Kysely<Tables>, id: number): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('remote').where('id', '=', id).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

export async function pinKey(db: Kysely<Tables>, remoteId: number, pin: Pin): Promise<void> {
  const { kind, host, port, sha256, keyType: key_type } = pin
  await db
    .insertInto('pin')
    .values({ remote_id: remoteId, kind, host, port, sha256, key_type })
    .onConflict((conflict) => conflict.columns(['remote_id', 'kind', 'host', 'port']).doUpdateSet({ sha256, key_type }))
    .execute()
}
