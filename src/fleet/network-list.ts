import { z } from 'zod'
import { guests } from '../collectors/node/guests.ts'
import { interfaces } from '../collectors/node/interfaces.ts'
import { networkConfig } from '../collectors/node/network-config.ts'
import { isoTime, list, text } from './fields.ts'
import type { GuestItem } from './guest-shapes.ts'
import { lastGood } from './kept.ts'
import type { KeptByCollector } from './kept.ts'
import { oncePer } from './once-per.ts'
import { interfaceShape, networkOf } from './parts/network.ts'
import type { NodeView, RemoteView } from './remote-view.ts'
import { FRESH_MS, problems, problemShape } from './sections.ts'

/** One interface of one node. */
export const networkItemShape = z.object({
  node: z.string().describe('name of the node'),
  node_id: z.number().describe('number of the node'),
  cluster: text('name of the cluster; null for a standalone node'),
  remote_id: z.number().describe('number of the remote the node was added with'),
  ...interfaceShape.shape,
  state: interfaceShape.shape.state.describe('whether packets can pass; unknown unless the node is online'),
  guests: list(z.number(), 'guests plugged into it, by vmid; null as long as nobody listed the guests of the node'),
  collected_at: text('time the interfaces were last read, ISO 8601 in UTC'),
  stale: z.boolean().describe('whether that is longer ago than three intervals'),
  problems: z.array(problemShape).describe('what could not be read, and why'),
})
export type NetworkItem = z.infer<typeof networkItemShape>
type Interface = z.infer<typeof interfaceShape>

/** Facts do not change, and live rounds read none of these. */
export const interfacesIn = oncePer((inventory: KeptByCollector) => networkOf(inventory))

const readAt = ({ kept }: NodeView): number | null =>
  lastGood(kept, interfaces)?.at ?? lastGood(kept, networkConfig)?.at ?? null

/** PVE makes a bridge `vmbr0v20` for guests with tag 20 on a `vmbr0` that does not tell VLANs apart (PVE/Network.pm). */
const BRIDGE_OF_VLAN = /^(.{1,15})v(\d{1,4})$/

/** What guests have to be plugged into, and with which tag, to be here; any tag where it is null. */
function plugsOf({ name, type, vlan_parent, vlan_id }: Interface): { bridge: string; vlan: number | null }[] {
  const [, bridge, tag] = BRIDGE_OF_VLAN.exec(name) ?? []
  return [
    { bridge: name, vlan: null },
    ...(bridge !== undefined && tag !== undefined ? [{ bridge, vlan: Number(tag) }] : []),
    ...(type === 'vlan' && vlan_parent !== null ? [{ bridge: vlan_parent, vlan: vlan_id }] : []),
  ]
}

/** By `bridge`, and by `bridge tag`. */
function pluggedIn(here: readonly GuestItem[]): ReadonlyMap<string, ReadonlySet<number>> {
  const plugged = new Map<string, Set<number>>()
  for (const { vmid, bridges, vlans } of here) {
    const places = bridges?.flatMap((bridge) => [bridge, ...(vlans ?? []).map((vlan) => `${bridge} ${vlan}`)])
    for (const place of places ?? []) plugged.set(place, (plugged.get(place) ?? new Set()).add(vmid))
  }
  return plugged
}

function guestsAt(one: Interface, plugged: ReadonlyMap<string, ReadonlySet<number>>): number[] {
  const found = plugsOf(one).flatMap(({ bridge, vlan }) => [
    ...(plugged.get(vlan === null ? bridge : `${bridge} ${vlan}`) ?? []),
  ])
  return [...new Set(found)].sort((a, b) => a - b)
}

function itemsOf(node: NodeView, here: readonly GuestItem[]): NetworkItem[] {
  const { kept, context, hostname, cluster, status } = node
  const at = readAt(node)
  const plugged = lastGood(kept, guests) && pluggedIn(here)
  const unread = problems(kept).filter(({ section }) => section.split('.')[0] === 'network')
  return (interfacesIn(node.inventory) ?? []).map((one) => ({
    node: hostname,
    node_id: context.nodeId,
    cluster,
    remote_id: context.remoteId,
    ...one,
    state: status === 'online' ? one.state : 'unknown',
    guests: plugged && guestsAt(one, plugged),
    collected_at: isoTime(at),
    stale: at !== null && context.now - at > FRESH_MS,
    problems: unread,
  }))
}

export const networkItems = oncePer(({ nodes, guests: all }: RemoteView): readonly NetworkItem[] => {
  const onNode = Map.groupBy(all, ({ node_id }) => node_id)
  return nodes.flatMap((node) => itemsOf(node, onNode.get(node.nodeId) ?? []))
})
