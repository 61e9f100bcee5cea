import { guests } from '../../collectors/node/guests.ts'
import type { Change } from '../../model/fleet-event.ts'
import type { GuestItem } from '../guest-shapes.ts'
import { lastGood } from '../kept.ts'
import type { NodeView, RemoteView } from '../remote-view.ts'
import { changed } from './change.ts'
import type { News, Told } from './told.ts'

type ToldGuest = Told['guests'][string]

/** A list that says nothing of a guest may have been under way when it came back. */
const UNDER_WAY_MS = 60_000

/**
 * States of a VM on its way to another one: a start goes through `prelaunch`, as does the backup of a VM that is stopped
 * (qapi/run-state.json of QEMU).
 */
const PASSING = new Set([
  'finish-migrate',
  'inmigrate',
  'postmigrate',
  'prelaunch',
  'restore-vm',
  'save-vm',
  'shutdown',
])

const statusOf = ({ status, qmp_status }: GuestItem): ToldGuest['status'] =>
  status === 'unknown' || PASSING.has(qmp_status ?? '') ? null : status

/** When each node last listed its guests, in milliseconds since the epoch. */
const listTimes = (nodes: readonly NodeView[]): ReadonlyMap<number | null, number> =>
  new Map(nodes.map(({ nodeId, kept }) => [nodeId, lastGood(kept, guests)?.at ?? -Infinity]))

/** `isNew`: it is on a node whose guests are known. */
function changesOf(was: ToldGuest | undefined, is: ToldGuest, isNew: boolean): Change[] {
  const appeared: Change = { kind: 'guest-appeared', what: null, from: null, to: is.node }
  if (!was) return isNew ? [appeared] : []
  if (was.type !== is.type) return [{ kind: 'guest-gone', what: null, from: was.node, to: null }, appeared]
  return [...changed('guest-moved', was.node, is.node), ...changed('guest-status', was.status, is.status)]
}

/** What has become of the guests that nodes list. A list that was taken in before says nothing new. */
function present({ nodes, guests: items }: RemoteView, before: Told) {
  const listedAt = listTimes(nodes)
  const told: Told['guests'] = {}
  const news: News[] = []
  for (const item of items) {
    const { vmid, type, node, node_id: nodeId } = item
    const was = before.guests[vmid]
    const at = listedAt.get(nodeId) ?? -Infinity
    if (at <= before.asOf) {
      if (was) told[vmid] = was
      continue
    }
    const status = statusOf(item) ?? was?.status ?? null
    const is: ToldGuest = { type, name: item.name ?? was?.name ?? null, node, status, missingSince: null }
    told[vmid] = is
    const changes = changesOf(was, is, before.nodes[String(nodeId)]?.listed === true)
    news.push(...changes.map((change) => ({ nodeId, vmid, name: is.name, at, ...change })))
  }
  return { told, news }
}

/**
 * What has become of the guests that were told of and that no node lists. They are gone when every member has said so in a
 * list of its own (trap 18). Lists without a single guest say nothing: to somebody who may not see them there are none
 * (trap 21).
 */
function missing({ nodes, guests: items }: RemoteView, before: Told, here: Told['guests'], now: number) {
  const members = nodes.filter(({ context }) => !context.gone)
  const oldestList = Math.min(...listTimes(members).values())
  const told: Told['guests'] = {}
  const news: News[] = []
  for (const [vmid, was] of Object.entries(before.guests)) {
    if (here[vmid]) continue
    const since = was.missingSince ?? now
    const isGone = items.length > 0 && oldestList >= since + UNDER_WAY_MS
    if (!isGone) told[vmid] = { ...was, missingSince: since }
    else {
      const nodeId = nodes.find(({ hostname }) => hostname === was.node)?.nodeId ?? null
      const change: Change = { kind: 'guest-gone', what: null, from: was.node, to: null }
      news.push({ nodeId, vmid: Number(vmid), name: was.name, at: now, ...change })
    }
  }
  return { told, news }
}

/** What has become of all guests, as lists tell of them. */
export function toldGuests(
  view: RemoteView,
  before: Told,
  now: number,
): { readonly guests: Told['guests']; readonly news: News[] } {
  const here = present(view, before)
  const away = missing(view, before, here.told, now)
  return { guests: { ...here.told, ...away.told }, news: [...here.news, ...away.news] }
}
