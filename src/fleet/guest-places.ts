import type { z } from 'zod'
import { guests } from '../collectors/node/guests.ts'
import type { GuestType } from '../model/observation.ts'
import { lastGood } from './kept.ts'
import type { KeptByCollector } from './kept.ts'

export type GuestsFact = z.infer<typeof guests.fact>

/** Where a guest was last seen. */
export interface GuestPlace {
  readonly nodeId: number
  readonly type: GuestType
  /** Milliseconds since the epoch. */
  readonly at: number
}

interface OfNode {
  readonly nodeId: number
  readonly kept: KeptByCollector
}

/**
 * Where the guests of a remote are, by vmid. Each node names its own, and the newest word counts: after a migration, the
 * node it left still names it until it is read again (trap 16).
 */
export function guestPlaces(nodes: readonly OfNode[]): ReadonlyMap<number, GuestPlace> {
  const places = new Map<number, GuestPlace>()
  for (const { nodeId, kept } of nodes) {
    const good = lastGood(kept, guests)
    if (!good) continue
    const { at } = good
    // The same for all of a type: they are looked for in every live round.
    const here = { qemu: { nodeId, type: 'qemu', at }, lxc: { nodeId, type: 'lxc', at } } as const
    for (const { vmid, type } of good.value.guests) {
      if (at >= (places.get(vmid)?.at ?? -Infinity)) places.set(vmid, here[type])
    }
  }
  const inOrder = new Map<number, GuestPlace>()
  for (const vmid of [...places.keys()].sort((one, other) => one - other)) {
    const place = places.get(vmid)
    if (place) inOrder.set(vmid, place)
  }
  return inOrder
}
