import type { Rounds } from '../polling/rounds.ts'

/** Has other processes read what this one does not hold. */
export interface Elsewhere {
  /** Whether it is now known as young as that. Never rejects. */
  read(this: void, nodeId: number, vmid: number | null, maxAgeMs: number): Promise<boolean>
  resume(this: void, nodeId: number): void
}

export interface SharedRoundsDeps {
  readonly rounds: Rounds
  /** Whether this process may read the nodes of a remote. */
  holds(this: void, remoteId: number): boolean
  holdsNode(this: void, nodeId: number): boolean
  readonly elsewhere: Elsewhere
}

/** Rounds over nodes of which this process reads some, and others the rest. */
export const sharedRounds = ({ rounds, holds, holdsNode, elsewhere }: SharedRoundsDeps): Rounds => ({
  ...rounds,
  place(remoteId, members) {
    if (holds(remoteId)) rounds.place(remoteId, members)
  },
  watch(node) {
    if (holds(node.remoteId)) rounds.watch(node)
    else node.transport.close()
  },
  resume(nodeId) {
    rounds.resume(nodeId)
    if (!holdsNode(nodeId)) elsewhere.resume(nodeId)
  },
  read: (nodeId, maxAgeMs) =>
    holdsNode(nodeId) ? rounds.read(nodeId, maxAgeMs) : elsewhere.read(nodeId, null, maxAgeMs),
  readGuest: (nodeId, vmid, maxAgeMs) =>
    holdsNode(nodeId) ? rounds.readGuest(nodeId, vmid, maxAgeMs) : elsewhere.read(nodeId, vmid, maxAgeMs),
})
