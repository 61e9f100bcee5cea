import { nodeItems } from '../../fleet/node-item.ts'
import type { NodeItem } from '../../fleet/shapes.ts'
import { ageSeconds, familiesOf, ratio } from './family.ts'
import type { Family, Scene } from './family.ts'

const ONLINE: Readonly<Record<NodeItem['status'], number | null>> = { online: 1, offline: 0, unknown: null }

const nodesIn = ({ views }: Scene): NodeItem[] => views.flatMap(nodeItems)

const labelsOf = ({ node_id, name, cluster }: NodeItem) => ({ node_id, node: name, cluster })

/** What a node measured is the past once it is not online, or was not read for too long: a gap, and no flat line. */
const measured =
  (value: (node: NodeItem) => number | null) =>
  (node: NodeItem): number | null =>
    node.status === 'online' && !node.stale ? value(node) : null

const info = familiesOf(
  ['node_id', 'node', 'cluster', 'proxmox_version', 'kernel_version'],
  nodesIn,
  (node) => ({
    ...labelsOf(node),
    proxmox_version: node.proxmox_version,
    kernel_version: node.kernel_version,
  }),
  [['panoramica_node_info', 'What runs on a node; always 1.', () => 1]],
)

const values = familiesOf(['node_id', 'node', 'cluster'], nodesIn, labelsOf, [
  [
    'panoramica_node_up',
    'Whether a node is online: 1 or 0; left out where nobody can tell.',
    ({ status }) => ONLINE[status],
  ],
  [
    'panoramica_node_look_age_seconds',
    'Age of the newest value of a node.',
    ({ collected_at }, { now }) => ageSeconds(collected_at, now),
  ],
  ['panoramica_node_uptime_seconds', 'Seconds since a node started.', measured((node) => node.uptime_seconds)],
  ['panoramica_node_cpu_threads', 'Logical CPUs of a node.', measured(({ cpu }) => cpu.threads)],
  [
    'panoramica_node_cpu_used_ratio',
    'Share of its logical CPUs in use, 0 to 1.',
    measured(({ cpu }) => ratio(cpu.used_percent)),
  ],
  ['panoramica_node_load1', 'Load average of the last minute.', measured(({ cpu }) => cpu.load_1m)],
  ['panoramica_node_memory_size_bytes', 'Main memory of a node.', measured(({ memory }) => memory.total_bytes)],
  [
    'panoramica_node_memory_used_bytes',
    'Main memory in use, with the ZFS cache, as PVE counts it.',
    measured(({ memory }) => memory.used_bytes),
  ],
  [
    'panoramica_node_memory_arc_bytes',
    'Main memory that the ZFS cache holds.',
    measured(({ memory }) => memory.arc_bytes),
  ],
  [
    'panoramica_node_storage_size_bytes',
    'Space of the storages of a node, what two share counted once.',
    measured(({ storage }) => storage.total_bytes),
  ],
  ['panoramica_node_storage_used_bytes', 'Space of them in use.', measured(({ storage }) => storage.used_bytes)],
  [
    'panoramica_node_temperature_celsius',
    'Highest temperature of a node.',
    measured(({ temperature }) => temperature.highest_c),
  ],
  ['panoramica_node_guests_running', 'Guests that run on a node.', measured(({ guests }) => guests.running)],
])

export const NODE_FAMILIES: readonly Family[] = [...info, ...values]
