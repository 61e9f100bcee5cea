import { dice } from '../dice.ts'
import type { Node } from '../fleet/fleet.ts'
import { DAY, HOUR, MINUTE, busyness, grown, since, wander } from '../rhythm.ts'
import { guestsOn, runOf } from './guest-state.ts'
import type { View } from './view.ts'

export const cpusOf = ({ machine: { model } }: Node): number => model.cpu.threads * model.sockets
export const coresOf = ({ machine: { model } }: Node): number => model.cpu.cores * model.sockets

/** Whole seconds; a node is restarted for a kernel every few weeks. */
export const uptimeOf = ({ label }: Node, seconds: number): number =>
  since(`${label}/boot`, seconds, dice(label, 'boot').int(20, 90) * DAY) + 5 * MINUTE

interface Load {
  /** Of all CPUs, 0 to 1. */
  readonly cpu: number
  readonly iowait: number
  readonly averages: readonly [string, string, string]
}

export function loadOf({ node, seconds }: View): Load {
  const base = dice(node.label, 'load').fraction() * 0.35 + 0.03
  const cpu = (at: number, period: number): number =>
    Math.min(0.98, base * (0.5 + busyness(at)) + 0.15 * wander(`${node.label}/cpu`, at, period))
  const average = (period: number): string => (cpu(seconds, period) * cpusOf(node) * 1.1).toFixed(2)
  return {
    cpu: cpu(seconds, 30),
    iowait: 0.02 * wander(`${node.label}/iowait`, seconds, 45),
    averages: [average(MINUTE), average(5 * MINUTE), average(15 * MINUTE)],
  }
}

interface Memory {
  readonly totalBytes: number
  readonly usedBytes: number
  readonly availableBytes: number
  readonly freeBytes: number
  /** Zero where ZFS is not loaded. */
  readonly arcBytes: number
  readonly arcMaxBytes: number
  readonly swapTotalBytes: number
  readonly swapUsedBytes: number
}

const GIB = 2 ** 30
const KIB = 1024
const whole = (bytes: number): number => Math.floor(bytes / KIB) * KIB

export const hasZfs = ({ cluster: { layout } }: Node): boolean => layout.root === 'zfs' || !layout.ceph

export function memoryOf(view: View): Memory {
  const { node, seconds } = view
  const totalBytes = whole(node.machine.memoryBytes * 0.983)
  const guests = guestsOn(view).reduce((sum, guest) => sum + runOf(view, guest).memBytes, 0)
  const arcMaxBytes = hasZfs(node) ? whole(Math.min(16 * GIB, node.machine.memoryBytes / 10)) : 0
  const arcBytes = whole(arcMaxBytes * (0.7 + 0.29 * wander(`${node.label}/arc`, seconds, HOUR)))
  const used = whole(2.1 * GIB + arcBytes + guests + 0.4 * GIB * wander(`${node.label}/mem`, seconds, 10 * MINUTE))
  const usedBytes = Math.min(used, whole(totalBytes * 0.97))
  const availableBytes = totalBytes - usedBytes
  const swapTotalBytes = node.cluster.layout.root === 'lvm' ? 8 * GIB - 4096 : 0
  return {
    totalBytes,
    usedBytes,
    availableBytes,
    freeBytes: whole(availableBytes * 0.8),
    arcBytes,
    arcMaxBytes,
    swapTotalBytes,
    swapUsedBytes: whole(swapTotalBytes * 0.1 * wander(`${node.label}/swap`, seconds, DAY)),
  }
}

/** Bytes over all network cards since the start of the node. */
export function trafficOf({ node, seconds }: View): { inBytes: number; outBytes: number } {
  const uptime = uptimeOf(node, seconds)
  return {
    inBytes: grown(`${node.label}/netin`, uptime, 4_000_000),
    outBytes: grown(`${node.label}/netout`, uptime, 2_500_000),
  }
}
