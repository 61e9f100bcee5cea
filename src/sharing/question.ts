import { z } from 'zod'
import { GUEST_TYPES } from '../model/observation.ts'
import type { Timeframe } from '../model/sample.ts'
import { TIMEFRAMES } from '../model/sample.ts'

const number = z.number().int().nonnegative()
const place = { remoteId: number, nodeId: number }

const subject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('node'), ...place }),
  z.object({ kind: z.literal('guest'), ...place, type: z.enum(GUEST_TYPES), vmid: number }),
  z.object({ kind: z.literal('storage'), ...place, name: z.string().max(256) }),
])

/** What only the process knows that reads a node. */
export const question = z.discriminatedUnion('about', [
  z.object({ about: z.literal('transcripts'), nodeId: number }).describe('what the node was asked lately'),
  z.object({ about: z.literal('members'), remoteId: number }).describe('which members do not answer'),
  z
    .object({ about: z.literal('course'), subject, timeframe: z.enum(Object.keys(TIMEFRAMES) as Timeframe[]) })
    .describe('what PVE has kept of the past'),
])
export type Question = z.infer<typeof question>

/** Whether it is for a process that reads these. */
export function isFor(asked: Question, holds: (remoteId: number) => boolean, holdsNode: (nodeId: number) => boolean) {
  if (asked.about === 'members') return holds(asked.remoteId)
  return holdsNode(asked.about === 'course' ? asked.subject.nodeId : asked.nodeId)
}
