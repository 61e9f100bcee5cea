import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { eventsIn, recordEvent } from './audit.ts'
import type { Engine } from './engine.ts'
import { historyStore } from './history.ts'
import { nodesIn } from './nodes.ts'
import { forgetGuest, keptIn, saveObservations } from './observations.ts'
import { ownSecretIn } from './own-secret.ts'
import type { SharedStore } from './port.ts'
import { addRemote, changeRemote, removeRemote, remotesIn } from './remotes.ts'
import { derived } from './secret.ts'
import type { Vault } from './secret.ts'
import type { Tables } from './tables.ts'

/** The store on any engine that Kysely speaks to. */
export async function sqlStore(db: Kysely<Tables>, vault: Vault, engine: Engine): Promise<SharedStore> {
  const ownSecret = await ownSecretIn(db, vault)
  return {
    async ping() {
      await sql`select 1`.execute(db)
    },
    remotes: () => remotesIn(db, vault),
    remote: async (id) => (await remotesIn(db, vault, id))[0] ?? null,
    addRemote: (remote, members) => addRemote(db, vault, remote, members),
    changeRemote: (id, update, members) => changeRemote(db, vault, id, update, members),
    removeRemote: (id) => removeRemote(db, id),
    nodes: () => nodesIn(db),
    save: (nodeId, observations, events = []) => saveObservations(db, nodeId, observations, events),
    forgetGuest: (remoteId, vmid) => forgetGuest(db, remoteId, vmid),
    kept: () => keptIn(db),
    recordEvent: (event) => recordEvent(db, event),
    events: (before, limit) => eventsIn(db, before, limit),
    history: historyStore(db, engine),
    database: { db: db as Kysely<unknown>, type: engine.type },
    secretFor: (purpose) => derived(ownSecret, purpose),
    close: () => db.destroy(),
  }
}
