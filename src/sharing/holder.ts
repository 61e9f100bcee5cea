import type { Clock } from '../lib/clock.ts'
import type { KnownNode } from '../model/remote.ts'
import { readBeforeIn } from '../polling/read-before.ts'
import type { Rounds } from '../polling/rounds.ts'
import { watchAll } from '../polling/seating.ts'
import type { Access } from '../polling/targets.ts'
import type { Transport } from '../transport/transport.ts'
import type { Projection } from './projection.ts'

export interface HolderDeps {
  readonly rounds: Rounds
  readonly projection: Pick<Projection, 'whole'>
  readonly clock: Clock
  connect(this: void, access: Access, nodeId?: number): Transport
  /** Whether this process may read the nodes of a remote. */
  holds(this: void, remoteId: number): boolean
  failed(this: void, error: unknown): void
}

export interface Holder {
  /** Begins to read the nodes of a remote. */
  take(this: void, remoteId: number): void
  /** Ends it: when this returns, nothing of them is asked any more. */
  drop(this: void, remoteId: number): void
  /** Another process changed the remote. */
  changed(this: void, remoteId: number): void
  changedAll(this: void): void
}

const AGAIN_MS = 3_000

interface Held {
  nodes: readonly KnownNode[]
  callOff: () => void
}

/** Reads the nodes of the remotes that this process holds. */
export function openHolder(deps: HolderDeps): Holder {
  const all = new Map<number, Held>()
  const drop = (remoteId: number): void => {
    const held = all.get(remoteId)
    all.delete(remoteId)
    held?.callOff()
    deps.rounds.displace(remoteId)
    for (const { id } of held?.nodes ?? []) deps.rounds.forget(id)
  }
  const take = (remoteId: number): void => {
    drop(remoteId)
    const held: Held = { nodes: [], callOff: () => undefined }
    all.set(remoteId, held)
    void begin(deps, remoteId, held, () => all.get(remoteId) === held && deps.holds(remoteId))
  }
  const changed = (remoteId: number): void => {
    if (all.has(remoteId)) take(remoteId)
  }
  return { take, drop, changed, changedAll: () => [...all.keys()].forEach(changed) }
}

/** Never rejects. */
async function begin(deps: HolderDeps, remoteId: number, held: Held, isHeld: () => boolean): Promise<void> {
  try {
    const whole = await deps.projection.whole(remoteId)
    if (!whole || !isHeld()) return
    held.nodes = whole.nodes
    watchAll(deps, whole, readBeforeIn(whole.kept))
  } catch (error) {
    deps.failed(error)
    if (isHeld()) held.callOff = deps.clock.after(AGAIN_MS, () => void begin(deps, remoteId, held, isHeld))
  }
}
