import { z } from 'zod'
import { GUEST_TYPES } from '../../model/observation.ts'
import type { FleetEvent } from '../../model/fleet-event.ts'

const toldOfNode = z.object({
  /** Null as long as it was neither reached nor told of. */
  status: z.enum(['online', 'offline', 'unknown']).nullable(),
  /** Since when it cannot be reached, while its status is still told as it was; in milliseconds since the epoch. */
  silentSince: z.number().nullable(),
  /** Whether anything of it was ever read, and its guests were ever listed: what comes first is no change. */
  read: z.boolean(),
  listed: z.boolean(),
})

const toldOfGuest = z.object({
  type: z.enum(GUEST_TYPES),
  name: z.string().nullable(),
  /** Name of the node it is on. */
  node: z.string(),
  status: z.enum(['running', 'stopped', 'paused']).nullable(),
  /** Since when no node lists it, in milliseconds since the epoch. */
  missingSince: z.number().nullable(),
})

const toldFinding = z.object({
  section: z.string(),
  severity: z.enum(['critical', 'warning']),
  /** As it was told. */
  text: z.string(),
  nodeId: z.number().nullable(),
  vmid: z.number().nullable(),
  /** When it was first seen, in milliseconds since the epoch. */
  since: z.number(),
})

/**
 * All that was told of a remote: what is seen next is compared with it. It is kept with the events that it comes from, so
 * that nothing is told twice, nor left out, when the process ends in between.
 */
const toldShape = z.object({
  /** By number. */
  nodes: z.record(z.string(), toldOfNode),
  /** By vmid. */
  guests: z.record(z.string(), toldOfGuest),
  /** By what they are about. */
  findings: z.record(z.string(), toldFinding),
  quorate: z.boolean().nullable(),
  members: z.array(z.string()).nullable(),

  /** What was seen until then has been told, in milliseconds since the epoch. */
  asOf: z.number(),
  /** In seconds, by node. */
  uptimes: z.record(z.string(), z.number()),
  /** When each finding was last there, in milliseconds since the epoch. */
  findingsSeenAt: z.record(z.string(), z.number()),
})
export type Told = z.infer<typeof toldShape>

export const NOTHING_TOLD: Told = {
  nodes: {},
  guests: {},
  findings: {},
  quorate: null,
  members: null,
  asOf: 0,
  uptimes: {},
  findingsSeenAt: {},
}

/** As it was kept; what another version wrote in another shape counts as never told. */
export const toldOf = (kept: unknown): Told => toldShape.safeParse(kept).data ?? NOTHING_TOLD

/** The part of it that is worth keeping when it changes: the rest moves all the time. */
export const lastingPart = ({ nodes, guests, findings, quorate, members }: Told): string =>
  JSON.stringify([nodes, guests, findings, quorate, members])

/** An event of a remote. */
export type News = Omit<FleetEvent, 'remoteId'>
