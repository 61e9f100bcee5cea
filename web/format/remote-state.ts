/** Why a node is not read; `stopped` once only the operator can help. */
export interface Obstacle {
  readonly stopped: boolean
  readonly reason: string
  readonly hint: string | null
}

interface Problem {
  readonly status: string
  readonly kind: string | null
  readonly reason: string | null
  readonly hint: string | null
}

interface Node {
  readonly node_id: number
  readonly remote_id: number
  readonly name: string
  readonly address: string
  readonly status: 'online' | 'offline' | 'unknown'
  readonly problems: readonly Problem[]
}

interface Cluster {
  readonly id: number | null
  readonly nodes: readonly { readonly node_id: number | null; readonly name: string; readonly online: boolean | null }[]
}

export interface Member {
  /** Null for one that its cluster names but nobody has reached. */
  readonly nodeId: number | null
  readonly name: string
  readonly address: string | null
  readonly status: Node['status']
  readonly obstacle: Obstacle | null
}

/** After these the poller does not ask again by itself: it would lock people out, or talk to a stranger. */
const UNTIL_SOMEONE_ACTS = ['auth', 'untrusted']

/** What keeps a whole node from being read; one fact that could not be read is none. */
function obstacleOf({ status, problems }: Pick<Node, 'status' | 'problems'>): Obstacle | null {
  const failed = problems.filter((problem) => problem.status === 'failed')
  const stopping = failed.find(({ kind }) => kind !== null && UNTIL_SOMEONE_ACTS.includes(kind))
  const cause = stopping ?? (status === 'online' ? undefined : failed[0])
  return cause ? { stopped: stopping !== undefined, reason: cause.reason ?? '', hint: cause.hint } : null
}

const statusOf = (online: boolean | null): Node['status'] =>
  online === null ? 'unknown' : online ? 'online' : 'offline'

/** The nodes of a remote, with the members of its cluster that were never reached. */
export function membersOf(remoteId: number, nodes: readonly Node[], clusters: readonly Cluster[]): Member[] {
  const read = nodes
    .filter(({ remote_id }) => remote_id === remoteId)
    .map((node): Member => {
      const { node_id: nodeId, name, address, status } = node
      return { nodeId, name, address, status, obstacle: obstacleOf(node) }
    })
  const others = clusters.find(({ id }) => id === remoteId)?.nodes ?? []
  const unread = others
    .filter(({ node_id }) => node_id === null)
    .map(({ name, online }): Member => {
      return { nodeId: null, name, address: null, status: statusOf(online), obstacle: null }
    })
  return [...read, ...unread]
}

export type RemoteWord = 'connected' | 'partly' | 'silent' | 'stopped' | 'never'

export interface RemoteState {
  readonly word: RemoteWord
  /** The member that does worst; null where none has an obstacle. */
  readonly worst: (Member & { readonly obstacle: Obstacle }) | null
}

/** How a remote does as a whole. */
export function remoteState(members: readonly Member[]): RemoteState {
  const hindered = members.flatMap(({ obstacle, ...member }) => (obstacle ? [{ ...member, obstacle }] : []))
  const worst = hindered.find(({ obstacle }) => obstacle.stopped) ?? hindered[0] ?? null
  if (members.some(({ status, obstacle }) => status === 'online' && !obstacle))
    return { word: worst ? 'partly' : 'connected', worst }
  return { word: worst === null ? 'never' : worst.obstacle.stopped ? 'stopped' : 'silent', worst }
}
