import { z } from 'zod'
import { Absent, FailureError } from '../../model/failure.ts'
import { firstLine, messageFailure } from '../pve-failures.ts'
import type { HttpsReply } from './client.ts'
import { NoConnection } from './failures.ts'
import { hintFor } from './privileges.ts'

const envelope = z.object({
  data: z.unknown(),
  message: z.string().nullish().catch(null),
  errors: z.record(z.string(), z.unknown()).nullish().catch(null),
})
type Envelope = z.infer<typeof envelope>

/** What the API says to a path. Throws `Absent` where this PVE has no such path, `FailureError` for any other refusal. */
export function dataOf(path: string, { status, reason, body }: HttpsReply): unknown {
  const told = envelopeIn(body)
  if (status === 200) {
    if (told) return told.data
    throw new FailureError('bad-reply', `the reply to ${path} is not what the API of PVE sends`)
  }
  throw refusalOf(path, status, wordsOf(told, reason))
}

function envelopeIn(body: Buffer): Envelope | null {
  try {
    return envelope.parse(JSON.parse(body.toString('utf8')))
  } catch {
    return null
  }
}

/** Since libpve-http-server-perl 5.2 the body has the words too, and all of them; before, the status line alone has. */
function wordsOf(told: Envelope | null, reason: string): string {
  const errors = Object.entries(told?.errors ?? {}).map(([key, value]) => `${key}: ${String(value)}`)
  return [told?.message?.trim() ?? reason, ...errors].join(' ').trim()
}

const CHECK_TOKEN =
  'Check the ID and the secret of the API token, whether it has expired, and whether its user is enabled; nothing is tried again until you do.'

/** From 595 on the status is what pveproxy met when it asked another member or pvedaemon (AnyEvent::HTTP). */
function refusalOf(path: string, status: number, words: string): Error {
  const said = firstLine(words)
  switch (status) {
    case 401:
      return new FailureError('auth', `the API token was refused: ${said || 'it does not say why'}`, CHECK_TOKEN)
    case 403:
      return new FailureError('forbidden', said || `${path} is forbidden`, hintFor(said))
    case 501:
      return new Absent('this version of PVE has no such reading')
    case 502:
    case 503:
    case 504:
      return new FailureError('unreachable', `a proxy in front of PVE says ${String(status)} ${said}`.trim())
    case 595:
    case 597:
    case 598:
    case 599:
      return new NoConnection(`the node cannot be reached from the one that was asked: ${said}`, null)
    case 596:
      return unanswered(said)
  }
  if (status === 400 || status >= 500) return messageFailure(words, status)
  return new FailureError('bad-reply', `${path} is answered with ${String(status)} ${said}, which PVE does not do`)
}

/** 596 is a time-out, and a TLS session that failed between members. */
const unanswered = (said: string): FailureError =>
  /timed out|timeout/i.test(said)
    ? new FailureError('timeout', 'PVE itself had no answer in time')
    : new NoConnection(
        `the node cannot be reached from the one that was asked: ${said}`,
        'Renew the certificates of the members: `pvecm updatecerts`.',
      )
