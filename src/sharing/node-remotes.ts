import type { Fleet } from '../fleet/fleet.ts'

/** Which remote a node is of; that never changes. Null for a node that has no place. */
export function openNodeRemotes(fleet: Pick<Fleet, 'remoteIds' | 'placed'>): (nodeId: number) => number | null {
  const known = new Map<number, number>()
  return (nodeId) => {
    if (!known.has(nodeId))
      for (const remoteId of fleet.remoteIds())
        for (const { id } of fleet.placed(remoteId)?.nodes ?? []) known.set(id, remoteId)
    return known.get(nodeId) ?? null
  }
}
