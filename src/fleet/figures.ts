import { FLEET_SUBJECT, METRICS, nodeSubject, remoteSubject, storageSubject } from '../model/sample.ts'
import type { Metric, MetricsOf, Sample } from '../model/sample.ts'
import { nodeItems } from './node-item.ts'
import { overviewOf } from './overview.ts'
import { cpuOf } from './parts/cpu.ts'
import type { RemoteView } from './remote-view.ts'
import type { NodeItem } from './shapes.ts'
import { storageItems } from './storage-list.ts'
import type { StorageItem } from './storage-list.ts'

type Figures<Of extends MetricsOf> = Readonly<Record<Metric<Of>, number | null>>

/** A sample of single values; none where nothing is known. */
function sampleOf<Of extends MetricsOf>(of: Of, subject: string, figures: Figures<Of>): Sample[] {
  const metrics: readonly Metric<Of>[] = METRICS[of]
  const values = metrics.map((metric) => figures[metric])
  if (values.every((value) => value === null)) return []
  return [
    {
      subject,
      figures: values.map((value) => (value === null ? null : { least: value, mean: value, most: value, count: 1 })),
    },
  ]
}

const nodeSample = ({ node_id, cpu, memory, temperature }: NodeItem, iowait: number | null): Sample[] =>
  sampleOf('node', nodeSubject(node_id), {
    cpu_percent: cpu.used_percent,
    iowait_percent: iowait,
    memory_used_bytes: memory.used_bytes,
    memory_total_bytes: memory.total_bytes,
    arc_bytes: memory.arc_bytes,
    load_1m: cpu.load_1m,
    temperature_c: temperature.highest_c,
  })

const storageSample = ({ remote_id, node_id, name, used_bytes, total_bytes }: StorageItem): Sample[] =>
  sampleOf('storage', storageSubject(remote_id, node_id, name), { used_bytes, total_bytes })

function totals(subject: string, views: readonly RemoteView[]): Sample[] {
  const { cpu, memory, storage, temperature, nodes, guests, findings } = overviewOf(views)
  return sampleOf('fleet', subject, {
    cpu_percent: cpu.used_percent,
    memory_used_bytes: memory.used_bytes,
    memory_total_bytes: memory.total_bytes,
    storage_used_bytes: storage.used_bytes,
    storage_total_bytes: storage.total_bytes,
    temperature_c: temperature.highest_c,
    nodes_total: nodes.total,
    nodes_online: nodes.online,
    guests_total: guests.total,
    guests_running: guests.running,
    findings_critical: findings.critical,
    findings_warning: findings.warning,
  })
}

/** How a remote does now: its nodes that are online, its storages that are reached, and all of it together. */
export function samplesOf(view: RemoteView): Sample[] {
  const online = new Map(view.nodes.filter(({ status }) => status === 'online').map((node) => [node.nodeId, node]))
  return [
    ...nodeItems(view).flatMap((item) => {
      const node = online.get(item.node_id)
      return node ? nodeSample(item, cpuOf(node.kept).iowait_percent) : []
    }),
    ...storageItems(view)
      .filter(({ active, node_id }) => active === true && (node_id === null || online.has(node_id)))
      .flatMap(storageSample),
    ...totals(remoteSubject(view.remote.id), [view]),
  ]
}

/** How all of them do together. */
export const fleetSamples = (views: readonly RemoteView[]): Sample[] => totals(FLEET_SUBJECT, views)
