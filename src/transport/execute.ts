import { z } from 'zod'
import { FailureError } from '../model/failure.ts'
import { messageFailure, pveshFailure, pveshUseless } from './pve-failures.ts'
import type { Entry } from './request.ts'
import type { SectionReply } from './section.ts'

/** One entry of the batch endpoint's reply; a parameter error has its status as a string (PVE/API2/Nodes.pm, execute). */
const entries = z.array(
  z.object({
    status: z.coerce.number(),
    data: z.unknown().optional(),
    message: z.string().nullish(),
    errors: z.record(z.string(), z.unknown()).nullish(),
  }),
)

/** The batch endpoint's reply to `count` reads, one entry each. When the whole call failed, each entry says why. */
export function parseExecute(reply: SectionReply, count: number): Entry[] {
  const all = (error: Error, ladder: 'execute-refused' | 'pvesh-useless' | null, milliseconds: number): Entry[] =>
    Array<Entry>(count).fill({ error, ladder, milliseconds })
  if (reply instanceof FailureError) return all(reply, reply.failure.kind === 'timeout' ? 'pvesh-useless' : null, 0)
  const { exit, stdout, milliseconds } = reply
  if (exit !== 0)
    return all(pveshFailure(reply), pveshUseless(reply) ? 'pvesh-useless' : 'execute-refused', milliseconds)
  const parsed = entries.safeParse(parseJson(stdout))
  if (!parsed.success || parsed.data.length !== count)
    return all(new FailureError('bad-reply', 'pvesh execute did not print one entry for each read'), null, milliseconds)
  return parsed.data.map(({ status, data, message, errors }): Entry => {
    if (status === 200) return { value: data ?? null, milliseconds }
    const text = [message ?? '', ...Object.entries(errors ?? {}).map(([key, value]) => `${key}: ${String(value)}`)]
    return { error: messageFailure(text.join(' ').trim(), status), ladder: null, milliseconds }
  })
}

/** The reply to one `pvesh get`. */
export function parsePveshGet(reply: SectionReply): Entry {
  if (reply instanceof FailureError)
    return { error: reply, ladder: reply.failure.kind === 'timeout' ? 'pvesh-useless' : null, milliseconds: 0 }
  const { exit, stdout, milliseconds } = reply
  if (exit !== 0)
    return { error: pveshFailure(reply), ladder: pveshUseless(reply) ? 'pvesh-useless' : null, milliseconds }
  const value = parseJson(stdout)
  if (value !== undefined) return { value, milliseconds }
  return { error: new FailureError('bad-reply', 'pvesh did not print JSON'), ladder: null, milliseconds }
}

/** Undefined for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
