import type { z } from 'zod'
import type { fingerprintShape, problemShape } from './problems.ts'

export type { ClusterItem, HostDetails, NodeItem } from '../fleet/shapes.ts'
export type { AddedReply } from './remote-reply.ts'

/** What a reply of 400 and above holds. */
export type Problem = z.infer<typeof problemShape>
export type Fingerprint = z.infer<typeof fingerprintShape>
export interface List<Item> {
  readonly items: readonly Item[]
  readonly total: number
}
