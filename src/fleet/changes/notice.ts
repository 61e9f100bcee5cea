import { cluster } from '../../collectors/cluster/cluster.ts'
import { guests } from '../../collectors/node/guests.ts'
import { nodeUse } from '../../collectors/node/node-use.ts'
import type { FleetEvent } from '../../model/fleet-event.ts'
import { findingItems } from '../findings.ts'
import type { RemoteView } from '../remote-view.ts'
import { toldCluster } from './told-cluster.ts'
import { toldFindings } from './told-findings.ts'
import { toldGuests } from './told-guests.ts'
import { toldNodes, toldUptimes } from './told-nodes.ts'
import type { Told } from './told.ts'

/** Where it shows what has become of nodes, cluster and guests. */
const LOOKED_AT = [guests, nodeUse, cluster].map(({ name }) => name)

/** When that was read, in milliseconds since the epoch. */
const readTimes = ({ nodes }: RemoteView): number[] =>
  nodes.flatMap(({ kept }) => LOOKED_AT.flatMap((name) => kept.get(name)?.lastGood?.at ?? []))

/**
 * What has changed in a remote since it was told of last, as far as only many looks together say it: what nodes, cluster
 * and guests do, and what deserves attention. What is not known for the moment stays as it was told, and what was never
 * told of is no change. Told of as it was and unchanged, a remote has no news.
 */
export function notice(
  view: RemoteView,
  before: Told,
  now: number,
): { readonly told: Told; readonly events: readonly FleetEvent[] } {
  const { news: ofNodes, ...nodes } = toldNodes(view.nodes, before, now)
  const { news: ofUptimes, ...uptimes } = toldUptimes(view.nodes, before)
  const { news: ofCluster, ...ofMembers } = toldCluster(view.nodes, before)
  const { news: ofGuests, ...guestsTold } = toldGuests(view, before, now)
  const present = { ...nodes, ...guestsTold }
  const { news: ofFindings, ...findings } = toldFindings(findingItems(view), before, present, now)
  const news = [...ofNodes, ...ofUptimes, ...ofCluster, ...ofGuests, ...ofFindings]
  return {
    told: { ...present, ...uptimes, ...ofMembers, ...findings, asOf: Math.max(before.asOf, ...readTimes(view)) },
    events: news.map((one) => ({ remoteId: view.remote.id, ...one })),
  }
}
