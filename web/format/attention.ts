import { levelOf, STORAGE_LIMITS, USAGE_LIMITS } from './levels.ts'

interface Node {
  readonly name: string
  readonly status: 'online' | 'offline' | 'unknown'
  readonly findings: { readonly critical: number; readonly warning: number }
  readonly cpu: { readonly used_percent: number | null }
  readonly memory: { readonly used_percent: number | null }
  readonly storage: { readonly used_percent: number | null }
}

const LEVELS = { calm: 0, warning: 1, critical: 2 }
const STATUSES: Readonly<Record<Node['status'], number>> = { online: 0, unknown: 1, offline: 2 }

/** What is worse comes first: compared from the first number to the last. */
const ranksOf = ({ status, findings, cpu, memory, storage }: Node): number[] => [
  STATUSES[status],
  findings.critical,
  LEVELS[levelOf(storage.used_percent, STORAGE_LIMITS)],
  findings.warning,
  Math.max(LEVELS[levelOf(cpu.used_percent, USAGE_LIMITS)], LEVELS[levelOf(memory.used_percent, USAGE_LIMITS)]),
  cpu.used_percent ?? -1,
]

/** Nodes that deserve attention first: offline ones, then those with findings or little room left, then busy ones. */
export function worstNodesFirst<Item extends Node>(nodes: readonly Item[]): Item[] {
  const ranked = nodes.map((node) => ({ node, ranks: ranksOf(node) }))
  ranked.sort((a, b) => {
    const at = a.ranks.findIndex((rank, index) => rank !== b.ranks[index])
    return (b.ranks[at] ?? 0) - (a.ranks[at] ?? 0)
  })
  return ranked.map(({ node }) => node)
}

interface Storage {
  readonly enabled: boolean
  readonly active: boolean | null
  readonly used_percent: number | null
}

/** Storages that deserve attention first: those that should be there and are not, then the fullest. */
export function worstStoragesFirst<Item extends Storage>(storages: readonly Item[]): Item[] {
  const rankOf = ({ enabled, active, used_percent: used }: Storage): number =>
    enabled && active === false ? Infinity : (used ?? -1)
  return storages.filter(({ enabled }) => enabled).sort((a, b) => compare(rankOf(b), rankOf(a)))
}

const compare = (a: number, b: number): number => Number(a > b) - Number(a < b)
