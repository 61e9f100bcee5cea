import type { Node } from '../fleet/fleet.ts'

/** How it goes at a node beside what its seed says; faults change it. */
export interface Circumstances {
  readonly quorate: boolean
  /** Its clock is ahead of ours by so much. */
  readonly clockSkewSeconds: number
  readonly hasSensors: boolean
  readonly hostileNames: boolean
  /** One of its VMs is on its way to the next member, which shows it already. */
  readonly migrating: boolean
  readonly sharesHang: boolean
  /** The first guest made on it is deleted. */
  readonly guestDeleted: boolean
  /** How often it was installed again, each time with new keys. */
  readonly reinstallations: number
  /** The configuration of its first VM and that of its first container are broken. */
  readonly guestsBroken: boolean
}

export const ALL_WELL: Circumstances = {
  quorate: true,
  clockSkewSeconds: 0,
  hasSensors: true,
  hostileNames: false,
  migrating: false,
  sharesHang: false,
  guestDeleted: false,
  reinstallations: 0,
  guestsBroken: false,
}

/** What nodes know of each other. */
export interface World {
  /** Where corosync and people reach a node. */
  addressOf(node: Node): string
  /** Type and key, as the cluster keeps them of its members. */
  hostKeyOf(node: Node): string | null
  circumstancesOf(node: Node): Circumstances
  /** Seconds since the epoch at which a node went down; null while it is up. */
  downSince(node: Node): number | null
}

/** A node at a moment: everything it answers is a function of this. */
export interface View {
  readonly node: Node
  readonly world: World
  readonly circumstances: Circumstances
  /** Seconds since the epoch, by the world's clock. */
  readonly seconds: number
  /** Seconds since the epoch, by the clock of the node. */
  readonly clock: number
  /** A daemon answers, that has seen what went before; a tool has just been started (PVE/ProcFSTools.pm). */
  readonly byDaemon: boolean
}

export function viewOf(node: Node, world: World, nowMs: number, byDaemon = false): View {
  const circumstances = world.circumstancesOf(node)
  const seconds = nowMs / 1000
  return { node, world, circumstances, seconds, clock: seconds + circumstances.clockSkewSeconds, byDaemon }
}

/** Another member at the same moment. */
export const viewFrom = (view: View, node: Node): View =>
  node === view.node ? view : viewOf(node, view.world, view.seconds * 1000, view.byDaemon)
