import { seededRandom } from '../../src/lib/random.ts'
import { Secret } from '../../src/model/secret.ts'
import type { Store } from '../../src/store/port.ts'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { openVault } from '../../src/store/secret.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'

/** A store in a file or a database, under the same key each time. */
export function crashStore(place: string): Promise<Store> {
  const random = seededRandom(1)
  const vault = openVault(random.bytes(32), random)
  return place.startsWith('postgres:') ? openPostgresStore(new Secret(place), vault) : openSqliteStore(place, vault)
}
