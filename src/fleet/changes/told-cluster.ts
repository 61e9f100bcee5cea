import type { z } from 'zod'
import { cluster } from '../../collectors/cluster/cluster.ts'
import { lastGood } from '../kept.ts'
import type { Good } from '../kept.ts'
import type { NodeView } from '../remote-view.ts'
import { ROUND_MS } from '../status.ts'
import { cameAndWent, changed } from './change.ts'
import type { News, Told } from './told.ts'

type Word = Good<z.infer<typeof cluster.fact>>

const wordsOf = (nodes: readonly NodeView[]): Word[] =>
  nodes.flatMap(({ kept }) => lastGood(kept, cluster) ?? []).sort((a, b) => b.at - a.at)

/**
 * Whether the cluster has quorum: it does when any part of it has, as its members said at about the same time. A member
 * that looks like a standalone node, because its corosync is dead, says nothing of it.
 */
function quorumIn(words: readonly Word[], newestAt: number): boolean | null {
  const round = words.filter(({ at }) => newestAt - at <= ROUND_MS).map(({ value }) => value.quorate)
  return round.includes(true) || (round[0] ?? null)
}

const wordFor = (quorate: boolean | null): string | null =>
  quorate === null ? null : quorate ? 'quorate' : 'not quorate'

/** What has become of the cluster as a whole. Only with quorum does a member know who else belongs to it. */
export function toldCluster(
  nodes: readonly NodeView[],
  before: Told,
): Pick<Told, 'quorate' | 'members'> & { readonly news: News[] } {
  const words = wordsOf(nodes)
  const [newest] = words
  if (!newest || newest.at <= before.asOf) return { quorate: before.quorate, members: before.members, news: [] }
  const quorate = quorumIn(words, newest.at) ?? before.quorate
  const { value } = newest
  const names = value.quorate === true ? value.members.map(({ name }) => name).sort() : before.members
  const changes = [
    ...changed('cluster-quorum', wordFor(before.quorate), wordFor(quorate)),
    ...(before.members && names ? cameAndWent(['member-joined', 'member-left'], before.members, names) : []),
  ]
  const news = changes.map((change) => ({ nodeId: null, vmid: null, name: null, at: newest.at, ...change }))
  return { quorate, members: names, news }
}
