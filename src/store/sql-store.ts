import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { nodesIn, sawNode } from './nodes.ts'
import { keptIn, saveObservations } from './observations.ts'
import type { Store } from './port.ts'
import { addRemote, changeRemote, pinKey, removeRemote, remotesIn } from './remotes.ts'
import type { Vault } from './secret.ts'
import type { Tables } from './tables.ts'

/** The store on any engine that Kysely speaks to. */
export function sqlStore(db: Kysely<Tables>, vault: Vault): Store {
  return {
    async ping() {
      await sql`select 1`.execute(db)
    },
    remotes: () => remotesIn(db, vault),
    remote: async (id) => (await remotesIn(db, vault, id))[0] ?? null,
    addRemote: (remote) => addRemote(db, vault, remote),
    changeRemote: (id, update) => changeRemote(db, vault, id, update),
    removeRemote: (id) => removeRemote(db, id),
    pin: (remoteId, pin) => pinKey(db, remoteId, pin),
    nodes: () => nodesIn(db),
    sawNode: (sighting) => sawNode(db, sighting),
    save: (nodeId, observations) => saveObservations(db, nodeId, observations),
    kept: () => keptIn(db),
    close: () => db.destroy(),
  }
}
