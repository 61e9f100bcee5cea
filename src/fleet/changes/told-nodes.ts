import { guests } from '../../collectors/node/guests.ts'
import { nodeUse } from '../../collectors/node/node-use.ts'
import { lastGood } from '../kept.ts'
import type { NodeView } from '../remote-view.ts'
import { changed } from './change.ts'
import type { News, Told } from './told.ts'

type ToldNode = Told['nodes'][string]

/** A node that is reached again sooner was never away: one look may fail, and after a restart the first ones take time. */
const SILENCE_MS = 180_000
/** What is read at two moments may differ by so much. */
const UPTIME_TOLERANCE_SECONDS = 60

const subject = ({ nodeId }: NodeView, at: number) => ({ nodeId, vmid: null, name: null, at })

/** Its status and since when it is silent, as they are to be told. */
function settled(
  status: NodeView['status'],
  was: ToldNode | undefined,
  now: number,
): Pick<ToldNode, 'status' | 'silentSince'> {
  if (status !== 'unknown') return { status, silentSince: null }
  const told = was?.status ?? null
  if (told === null || told === 'unknown') return { status: told, silentSince: null }
  const since = was?.silentSince ?? now
  return now - since < SILENCE_MS ? { status: told, silentSince: since } : { status: 'unknown', silentSince: null }
}

const isRead = ({ inventory }: NodeView): boolean => inventory.values().some(({ lastGood: good }) => good !== null)

/** What has become of the nodes themselves. */
export function toldNodes(
  nodes: readonly NodeView[],
  before: Told,
  now: number,
): { readonly nodes: Told['nodes']; readonly news: News[] } {
  const told: Told['nodes'] = {}
  const news: News[] = []
  for (const node of nodes) {
    const was = before.nodes[node.nodeId]
    const next = settled(node.status, was, now)
    told[node.nodeId] = { ...next, read: isRead(node), listed: lastGood(node.kept, guests) !== null }
    const changes = changed('node-status', was?.status ?? null, next.status)
    news.push(...changes.map((change) => ({ ...subject(node, now), ...change })))
  }
  return { nodes: told, news }
}

/**
 * Which nodes were started anew: those whose uptime went back. It is taken from live rounds alone: other reads see it
 * at other moments, and what pvestatd wrote last stays while the node is away.
 */
export function toldUptimes(
  nodes: readonly NodeView[],
  before: Told,
): { readonly uptimes: Told['uptimes']; readonly news: News[] } {
  const uptimes: Told['uptimes'] = {}
  const news: News[] = []
  for (const node of nodes) {
    const use = lastGood(node.kept, nodeUse)
    const was = before.uptimes[node.nodeId]
    const is = use && use.at > before.asOf ? (use.value.uptimeSeconds ?? was) : was
    if (is !== undefined) uptimes[node.nodeId] = is
    if (use && is !== undefined && was !== undefined && is < was - UPTIME_TOLERANCE_SECONDS)
      news.push({ ...subject(node, use.at), kind: 'node-rebooted', what: null, from: null, to: null })
  }
  return { uptimes, news }
}
