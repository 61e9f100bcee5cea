import type { KnownNode } from '../model/remote.ts'
import type { DeskDeps } from './desk-deps.ts'
import type { Known } from './members.ts'
import { pinAt, trustedNodes } from './targets.ts'
import type { Access } from './targets.ts'

/** When a node was read before, and each question about it answered. */
export interface ReadBefore {
  readonly answeredAt: ReadonlyMap<string, number>
  readonly lastAt: number | null
}

const NEVER: ReadBefore = { answeredAt: new Map(), lastAt: null }

/** Goes on reading all nodes of a remote that can be reached. */
export function watchAll(
  deps: Pick<DeskDeps, 'rounds' | 'connect'>,
  known: Known,
  readBefore: (node: KnownNode) => ReadBefore = () => NEVER,
): void {
  watch(deps, known, trustedNodes(known.remote, known.nodes), readBefore)
}

/** Goes on with the nodes as they are now. Those that are reached as before keep their place. */
export function watchChanged(deps: Pick<DeskDeps, 'rounds' | 'connect'>, before: Known, now: Known): void {
  const ways = waysTo(now)
  const kept = new Set<number>()
  for (const [nodeId, way] of waysTo(before))
    if (ways.get(nodeId) === way) kept.add(nodeId)
    else deps.rounds.forget(nodeId)
  const others = trustedNodes(now.remote, now.nodes).filter(({ node }) => !kept.has(node.id))
  watch(deps, now, others, () => NEVER)
}

function watch(
  { rounds, connect }: Pick<DeskDeps, 'rounds' | 'connect'>,
  { remote, nodes }: Known,
  reached: ReturnType<typeof trustedNodes>,
  readBefore: (node: KnownNode) => ReadBefore,
): void {
  const present = nodes.filter(({ gone }) => gone === null)
  rounds.place(
    remote.id,
    present.map(({ id: nodeId, name }) => ({ nodeId, name })),
  )
  for (const { node, access } of reached) {
    const { id: nodeId, remoteId, name } = node
    rounds.watch({ nodeId, remoteId, name, transport: connect(access, nodeId), ...readBefore(node) })
  }
}

const waysTo = ({ remote, nodes }: Known): ReadonlyMap<number, string> =>
  new Map(trustedNodes(remote, nodes).map(({ node, access }) => [node.id, wayOf(access)]))

/** How a node is reached, but for the sign-in, which all nodes of a remote share. Over HTTPS other members answer for it. */
function wayOf({ address, ssh, api, pins, member }: Access): string {
  const hostKey = ssh && pinAt(pins, 'ssh', address, ssh.port)?.sha256
  const others = api && [member?.others, pins.filter(({ kind }) => kind === 'tls')]
  return JSON.stringify([address, ssh?.port, hostKey, others])
}
