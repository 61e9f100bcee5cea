import { z } from 'zod'
import { looseBoolean, looseNumber, looseString } from './loose.ts'

/** Corosync allows some 30 nodes; more than this is not a cluster. */
const MOST_NODES = 256

const member = z.object({
  id: looseNumber.nullish(),
  online: looseBoolean,
  /** Missing while the node is offline. */
  ip: z.string().nullish(),
})

/** `/etc/pve/.members`, written by pmxcfs (status.c). A standalone node has neither `cluster` nor `nodelist`. */
export const membersFile = z.object({
  nodename: z.string().min(1),
  cluster: z.object({ name: looseString, version: looseNumber, nodes: looseNumber, quorate: looseBoolean }).optional(),
  nodelist: z
    .record(z.string(), member)
    .refine((nodes) => Object.keys(nodes).length <= MOST_NODES, `more than ${String(MOST_NODES)} nodes`)
    .optional(),
})
export type Members = z.infer<typeof membersFile>
