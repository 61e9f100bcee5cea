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
    for (const { vmid, type } of good?.value.guests ?? []) {
      const { at } = good ?? { at: 0 }
      if (at >= (places.get(vmid)?.at ?? -Infinity)) places.set(vmid, { nodeId, type, at })
    }
  }
  return new Map([...places].sort(([one], [other]) => one - other))
}
