import type { Cluster } from '../collectors/cluster/cluster.ts'
import { failureOf } from '../model/failure.ts'
import type { MembersChange } from '../store/port.ts'
import { storedAs } from './desk-deps.ts'
import type { DeskDeps } from './desk-deps.ts'
import { alreadyKnown } from './known.ts'
import type { KnownRemote } from './known.ts'
import { isNothing, keylessMembers, keysOfOthers, toldMembers } from './members.ts'
import type { Known, Trusted } from './members.ts'
import type { Watched } from './seat.ts'
import { watchChanged } from './seating.ts'

/** Members whose key the cluster does not tell are asked for again after so long, or once others are among them. */
const KEYS_AGAIN_MS = 600_000

interface Asked {
  readonly names: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Takes a lock that all changes of remotes share. */
export type InTurn = <T>(task: () => Promise<T>) => Promise<T>

/** Takes in what a member says of its cluster: members that join, leave, move or are renamed. */
export type Heard = (witness: Watched, fact: Cluster) => void

/** Follows the clusters that are known, one change of each at a time. */
export function follower(deps: DeskDeps, inTurn: InTurn, remotes: () => Promise<readonly KnownRemote[]>): Heard {
  const busy = new Set<number>()
  const asked = new Map<number, Asked>()
  const now = (): number => deps.clock.now()

  const isTimeForKeys = (remoteId: number, names: string): boolean => {
    const last = asked.get(remoteId)
    return names !== '' && (last?.names !== names || now() - last.at >= KEYS_AGAIN_MS)
  }

  const follow = async (known: Known, witness: Watched, fact: Cluster): Promise<void> => {
    const { remoteId, name: node, transport } = witness
    const keys = await keysOfOthers(transport, fact, node)
    asked.set(remoteId, { names: keylessNames(known, { node, cluster: fact, keys: [] }), at: now() })
    await inTurn(() => applyTold(deps, remoteId, { node, cluster: fact, keys }, remotes))
  }

  return (witness, fact) => {
    const { remoteId, name: node, nodeId } = witness
    const known = deps.fleet.placed(remoteId)
    if (!known || busy.has(remoteId)) return
    const trusted: Trusted = { node, cluster: fact, keys: [] }
    const isSame = isNothing(toldMembers(known, trusted, now()))
    if (isSame && !isTimeForKeys(remoteId, keylessNames(known, trusted))) return
    busy.add(remoteId)
    follow(known, witness, fact)
      .catch((error: unknown) => {
        deps.noticed(nodeId, failureOf(error))
      })
      .finally(() => busy.delete(remoteId))
  }
}

const keylessNames = (known: Known, trusted: Trusted): string => keylessMembers(known, trusted).join(' ')

async function applyTold(
  deps: DeskDeps,
  remoteId: number,
  trusted: Trusted,
  remotes: () => Promise<readonly KnownRemote[]>,
): Promise<void> {
  const before = await storedAs(deps, remoteId)
  if (!before || (await isAnother(before, trusted, remotes))) return
  const change: MembersChange = toldMembers(before, trusted, deps.clock.now())
  if (isNothing(change)) return
  await deps.store.changeRemote(remoteId, { cluster: trusted.cluster?.name ?? before.remote.cluster }, change)
  const after = await storedAs(deps, remoteId)
  if (!after) return
  deps.fleet.place(after.remote, after.nodes)
  watchChanged(deps, before, after)
}

/** A standalone node that joined a cluster which is another remote already is left for the operator to remove. */
async function isAnother(
  { remote }: Known,
  { node, cluster }: Trusted,
  remotes: () => Promise<readonly KnownRemote[]>,
): Promise<boolean> {
  if (remote.cluster !== null) return false
  const others = (await remotes()).filter((other) => other.remote.id !== remote.id)
  return alreadyKnown({ ...remote, node, cluster }, others) !== null
}
