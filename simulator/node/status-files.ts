import type { Node } from '../fleet/fleet.ts'
import type { Guest } from '../fleet/guest.ts'
import { dice } from '../dice.ts'
import { guestsOf, guestsOn, maxdiskOf, nameOf, nodeOfGuest, rootUsedOf, runOf } from '../state/guest-state.ts'
import { cpusOf, loadOf, memoryOf, trafficOf, uptimeOf } from '../state/node-state.ts'
import { rootSpaceOf, spaceOf } from '../state/storage-state.ts'
import { viewFrom } from '../state/view.ts'
import type { View } from '../state/view.ts'
import { levelOf } from '../state/subscription.ts'

/** pvestatd of each node tells the others each so many seconds. */
const BROADCAST_SECONDS = 10

/** /etc/pve/.members, in the layout of pmxcfs. */
export function membersFile(view: View): string {
  const { node, circumstances } = view
  const { name, nodes } = node.cluster
  if (name === null) return `{\n"nodename": "${node.name}",\n"version": 0\n}\n`
  const cluster = `"cluster": { "name": "${name}", "version": ${nodes.length}, "nodes": ${nodes.length}, "quorate": ${circumstances.quorate ? 1 : 0} }`
  const rows = nodes.map((member) => {
    const online = isOnlineFrom(view, member)
    const ip = online ? `, "ip": "${view.world.addressOf(member)}"` : ''
    return `  "${member.name}": { "id": ${member.index + 1}, "online": ${online ? 1 : 0}${ip}}`
  })
  return `{\n"nodename": "${node.name}",\n"version": ${nodes.length + 1},\n${cluster},\n"nodelist": {\n${rows.join(',\n')}\n  }\n}\n`
}

/** A node without quorum sees itself alone. */
export const isOnlineFrom = ({ node, circumstances, world }: View, member: Node): boolean =>
  member === node || (circumstances.quorate && world.downSince(member) === null)

/** /etc/pve/.vmlist. */
export function vmlistFile(view: View): string {
  const rows = dice(view.node.cluster.site.label, Math.floor(view.seconds))
    .shuffled(guestsOf(view))
    .map(
      (guest) =>
        `"${guest.vmid}": { "node": "${nodeOfGuest(view, guest).name}", "type": "${guest.type}", "version": ${guest.vmid % 50} }`,
    )
  return `{\n"version": 1,\n"ids": {\n${rows.join(',\n')}}\n\n}\n`
}

/** /etc/pve/.rrd: what each member broadcast last, in the spelling of its release. */
export function rrdFile(view: View): string {
  const rows = view.node.cluster.nodes.flatMap((member) => {
    const down = view.world.downSince(member)
    const seconds = down ?? view.seconds
    const at = Math.floor(seconds / BROADCAST_SECONDS) * BROADCAST_SECONDS
    return broadcastOf({ ...viewFrom(view, member), seconds: at }, at)
  })
  return `${dice(view.node.label, Math.floor(view.seconds)).shuffled(rows).join('\n')}\n`
}

/** What each node said last: all members are asked for it over and over. */
const broadcasts = new WeakMap<Node, { readonly key: string; readonly rows: readonly string[] }>()

function broadcastOf(view: View, at: number): readonly string[] {
  const key = `${at} ${JSON.stringify(view.circumstances)}`
  const last = broadcasts.get(view.node)
  if (last?.key === key) return last.rows
  const rows = rowsOf(view, at)
  broadcasts.set(view.node, { key, rows })
  return rows
}

function rowsOf(view: View, ctime: number): string[] {
  const current = view.node.release.line === '9.2'
  const guests = guestsOn(view)
  const rows = [nodeRow(view, ctime, current), ...guests.map((guest) => guestRow(view, guest, ctime, current))]
  rows.push(...storageRows(view, ctime, current))
  if (!current || !dice(view.node.label, 'upgraded').chance(0.2)) return rows
  // Just after the upgrade pmxcfs still has what the old pvestatd said.
  const before = ctime - 3600
  return [...rows, nodeRow(view, before, false), ...storageRows(view, before, false)]
}

function nodeRow(view: View, ctime: number, current: boolean): string {
  const { node } = view
  const [load, memory, root, traffic] = [loadOf(view), memoryOf(view), rootSpaceOf(view), trafficOf(view)]
  const values = [
    uptimeOf(node, view.seconds),
    levelOf(view),
    ctime,
    load.averages[0],
    cpusOf(node),
    load.cpu,
    load.iowait,
  ]
  values.push(memory.totalBytes, memory.usedBytes, memory.swapTotalBytes, memory.swapUsedBytes)
  values.push(root.totalBytes, root.usedBytes, traffic.inBytes, traffic.outBytes)
  if (current) values.push(memory.availableBytes, memory.arcBytes, '0.11', '0.00', '0.00', '0.00', '0.00')
  return `${current ? 'pve-node-9.0' : 'pve2-node'}/${node.name}:${values.join(':')}`
}

function guestRow(view: View, guest: Guest, ctime: number, current: boolean): string {
  const run = runOf(view, guest)
  const runs = run.status === 'running'
  const name = nameOf(view, guest).replaceAll(/[:\n]/g, ' ')
  const values: (string | number)[] = [run.uptimeSeconds, name, run.qmpstatus, guest.template ? 1 : 0, ctime, run.cpus]
  values.push(runs ? run.cpu : 'U', guest.memoryBytes, runs ? run.memBytes : 'U', maxdiskOf(guest), rootUsedOf(guest))
  const counters = [run.netinBytes, run.netoutBytes, run.diskreadBytes, run.diskwriteBytes]
  values.push(...(runs ? counters : counters.map(() => 'U')))
  if (current)
    values.push(runs ? Math.floor(run.memBytes * 1.05) : 'U', ...Array<string | number>(6).fill(runs ? '0.00' : 'U'))
  return `${current ? 'pve-vm-9.0' : 'pve2.3-vm'}/${guest.vmid}:${values.join(':')}`
}

const storageRows = (view: View, ctime: number, current: boolean): string[] =>
  view.node.cluster.layout.storages.flatMap((storage) => {
    const space = spaceOf(view, storage)
    const key = `${current ? 'pve-storage-9.0' : 'pve2-storage'}/${view.node.name}/${storage.id}`
    return space ? [`${key}:${ctime}:${space.totalBytes}:${space.usedBytes}`] : []
  })
