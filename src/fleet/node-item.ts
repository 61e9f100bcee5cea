import { guests } from '../collectors/node/guests.ts'
import { isoTime } from './fields.ts'
import type { GuestItem } from './guest-shapes.ts'
import { lastGood } from './kept.ts'
import { nodeStorage } from './node-storage.ts'
import { oncePer } from './once-per.ts'
import { cpuOf } from './parts/cpu.ts'
import { licenseOf } from './parts/license.ts'
import { memoryOf } from './parts/memory.ts'
import { temperatureOf } from './parts/temperature.ts'
import type { NodeContext, NodeView, RemoteView } from './remote-view.ts'
import { findingsOn } from './node-findings.ts'
import { problems } from './sections.ts'
import type { NodeItem } from './shapes.ts'

/** Of the guests on a node, how many there are and how many run; templates are no guests. Null for what is not known. */
function guestCount({ kept, status }: NodeView, here: readonly GuestItem[]): NodeItem['guests'] {
  if (!lastGood(kept, guests)) return { total: null, running: null }
  const all = here.filter(({ template }) => template !== true)
  const running = all.filter((guest) => guest.status === 'running').length
  return { total: all.length, running: status === 'online' ? running : null }
}

/** Why a node that its cluster no longer has is still listed. */
function goneProblem({ gone }: NodeContext): NodeItem['problems'] {
  if (!gone) return []
  const { renamedTo, since } = gone
  const reason = renamedTo === null ? 'its cluster no longer has this node' : `this node is called ${renamedTo} now`
  const hint = `It has been like this since ${isoTime(since)}, and is forgotten after a day.`
  return [{ section: 'cluster', status: 'absent', kind: null, reason, hint }]
}

/** A node as a row of a list, with the guests on it. */
export function nodeItem(node: NodeView, here: readonly GuestItem[]): NodeItem {
  const { kept, context, identity } = node
  const { model, sockets, cores, threads, used_percent, load_1m } = cpuOf(kept)
  const memory = memoryOf(kept)
  const { status, level, expires } = licenseOf(kept)
  const findings = findingsOn(node)
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length
  return {
    node_id: context.nodeId,
    remote_id: context.remoteId,
    name: context.hostname,
    ...identity,
    cpu: { model, sockets, cores, threads, used_percent, load_1m },
    memory: {
      total_bytes: memory.total_bytes,
      used_bytes: memory.used_bytes,
      arc_bytes: memory.arc_bytes,
      total_gb: memory.total_gb,
      used_gb: memory.used_gb,
      arc_gb: memory.arc_gb,
      used_percent: memory.used_percent,
    },
    storage: nodeStorage(node.inventory),
    temperature: { highest_c: temperatureOf(kept).highest_c },
    license: { status, level, expires },
    guests: guestCount(node, here),
    findings: { critical: count('critical'), warning: count('warning') },
    problems: [...goneProblem(context), ...problems(kept)],
  }
}

export const nodeItems = oncePer(({ nodes, guests: all }: RemoteView): readonly NodeItem[] => {
  const onNode = Map.groupBy(all, ({ node_id }) => node_id)
  return nodes.map((node) => nodeItem(node, onNode.get(node.nodeId) ?? []))
})
