import type { SharedStore } from '../store/port.ts'

/** What became of a remote. */
export type Announce = (kind: 'observed' | 'placed', remoteId: number) => void

/** A store that tells other processes of what it kept. */
export function announced(
  store: SharedStore,
  announce: Announce,
  remoteOf: (nodeId: number) => number | null,
): SharedStore {
  return {
    ...store,
    async addRemote(remote, members) {
      const added = await store.addRemote(remote, members)
      announce('placed', added.id)
      return added
    },
    async changeRemote(id, update, members) {
      const changed = await store.changeRemote(id, update, members)
      announce('placed', id)
      return changed
    },
    async removeRemote(id) {
      const removed = await store.removeRemote(id)
      announce('placed', id)
      return removed
    },
    async save(nodeId, observations, events) {
      await store.save(nodeId, observations, events)
      const remoteId = remoteOf(nodeId)
      if (remoteId !== null) announce('observed', remoteId)
    },
  }
}
