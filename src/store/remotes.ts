import type { Kysely } from 'kysely'
import type { Pin, Remote } from '../model/remote.ts'
import type { Secret } from '../model/secret.ts'
import { changeMembers } from './nodes.ts'
import { pinKey, pinsIn } from './pins.ts'
import type { MembersChange, NewRemote, RemoteUpdate } from './port.ts'
import type { Vault } from './secret.ts'
import { secretsOf, signInColumns, signInOf } from './sign-in.ts'
import type { RemoteRow, Tables } from './tables.ts'

/** What a sealed secret belongs to: it opens in no other row and under no other name. */
const placeOf = (remoteId: number, field: string): string => `remote ${remoteId} ${field}`

function remoteOf(row: RemoteRow, secrets: ReadonlyMap<string, Secret>, pins: readonly Pin[]): Remote {
  const { id, name, address, cluster, site, added_at: addedAt } = row
  return { id, name, address, cluster, site, ...signInOf(row, secrets), pins, fromFile: row.from_file === 1, addedAt }
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
  const pins = await pinsIn(db)
  return rows.map((row) => {
    const opened = secrets
      .get(row.id)
      ?.map(({ field, sealed }) => [field, vault.open(sealed, placeOf(row.id, field))] as const)
    return remoteOf(row, new Map(opened), pins.get(row.id) ?? [])
  })
}

export async function addRemote(
  db: Kysely<Tables>,
  vault: Vault,
  remote: NewRemote,
  members?: MembersChange,
): Promise<Remote> {
  const { pins, addedAt } = remote
  return db.transaction().execute(async (transaction) => {
    const { id } = await transaction
      .insertInto('remote')
      .values({ ...columnsOf(remote), added_at: addedAt })
      .returning('id')
      .executeTakeFirstOrThrow()
    await keepSecrets(transaction, vault, id, remote)
    for (const pin of pins) await pinKey(transaction, id, pin)
    if (members) await changeMembers(transaction, id, members)
    return stored(transaction, vault, id)
  })
}

export async function changeRemote(
  db: Kysely<Tables>,
  vault: Vault,
  id: number,
  update: RemoteUpdate,
  members?: MembersChange,
): Promise<Remote | null> {
  return db.transaction().execute(async (transaction) => {
    const [before] = await remotesIn(transaction, vault, id)
    if (!before) return null
    const after = { ...before, ...update }
    await transaction.updateTable('remote').set(columnsOf(after)).where('id', '=', id).execute()
    await transaction.deleteFrom('secret').where('remote_id', '=', id).execute()
    await keepSecrets(transaction, vault, id, after)
    if (members) await changeMembers(transaction, id, members)
    return stored(transaction, vault, id)
  })
}

const columnsOf = (remote: Omit<NewRemote, 'pins' | 'addedAt'>) => ({
  name: remote.name,
  address: remote.address,
  cluster: remote.cluster,
  site: remote.site,
  from_file: Number(remote.fromFile),
  ...signInColumns(remote),
})

async function stored(db: Kysely<Tables>, vault: Vault, id: number): Promise<Remote> {
  const [remote] = await remotesIn(db, vault, id)
  if (!remote) throw new TypeError(`remote ${id} is not there, though it has just been written`)
  return remote
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

/** Seals the secrets of all remotes with another key, and says how many they are. */
export async function resealSecrets(db: Kysely<Tables>, from: Vault, to: Vault): Promise<number> {
  const rows = await db.selectFrom('secret').selectAll().execute()
  for (const { remote_id: id, field, sealed } of rows) {
    const place = placeOf(id, field)
    await db
      .updateTable('secret')
      .set({ sealed: to.seal(from.open(sealed, place), place) })
      .where('remote_id', '=', id)
      .where('field', '=', field)
      .execute()
  }
  return rows.length
}

export async function removeRemote(db: Kysely<Tables>, id: number): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('remote').where('id', '=', id).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}
