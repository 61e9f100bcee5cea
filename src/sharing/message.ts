import { z } from 'zod'
import { question } from './question.ts'

const number = z.number().int().nonnegative()
const ofProcess = { from: z.string().max(64) }

const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('observed'), remoteId: number, ...ofProcess }).describe('looks at its nodes were kept'),
  z.object({ kind: z.literal('live'), remoteId: number, ...ofProcess }).describe('a live look at its nodes was kept'),
  z.object({ kind: z.literal('placed'), remoteId: number, ...ofProcess }).describe('it was added, changed or removed'),
  z
    .object({
      kind: z.literal('read'),
      remoteId: number,
      nodeId: number,
      vmid: number.nullable(),
      maxAgeMs: z.number().nonnegative(),
      request: z.string().max(64),
      ...ofProcess,
    })
    .describe('whoever holds the remote is to read a node, or one guest, now'),
  z
    .object({ kind: z.literal('done'), request: z.string().max(64), fresh: z.boolean(), ...ofProcess })
    .describe('it was read, and kept'),
  z
    .object({ kind: z.literal('ask'), question, request: z.string().max(64), ...ofProcess })
    .describe('whoever holds the remote is to answer'),
  z
    .object({ kind: z.literal('answered'), request: z.string().max(64), kept: z.boolean(), ...ofProcess })
    .describe('the answer was kept, or could not be'),
  z.object({ kind: z.literal('resume'), nodeId: number, ...ofProcess }).describe('it is worth another try'),
])

/** What processes tell each other. `from`: which of them. */
export type Message = z.infer<typeof message>

/** Null for what makes no sense, for example to an older version. */
export function messageOf(text: string): Message | null {
  try {
    return message.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
