import type { Kysely } from 'kysely'
import type { Pin } from '../model/remote.ts'
import type { PinRow, Tables } from './tables.ts'

const pinOf = ({ kind, host, port, sha256, key_type: keyType }: PinRow): Pin => ({ kind, host, port, sha256, keyType })

/** By remote. */
export async function pinsIn(db: Kysely<Tables>): Promise<ReadonlyMap<number, readonly Pin[]>> {
  const rows = await db.selectFrom('pin').selectAll().orderBy('host').orderBy('port').execute()
  return new Map([...Map.groupBy(rows, (row) => row.remote_id)].map(([id, own]) => [id, own.map(pinOf)]))
}

/** Trusts one more key; it takes the place of the one pinned before for the same kind, host and port. */
export async function pinKey(db: Kysely<Tables>, remoteId: number, pin: Pin): Promise<void> {
  const { kind, host, port, sha256, keyType: key_type } = pin
  await db
    .insertInto('pin')
    .values({ remote_id: remoteId, kind, host, port, sha256, key_type })
    .onConflict((conflict) => conflict.columns(['remote_id', 'kind', 'host', 'port']).doUpdateSet({ sha256, key_type }))
    .execute()
}
