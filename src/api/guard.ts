import type { FastifyRequest } from 'fastify'
import { Problem } from './problems.ts'

/**
 * Until Panoramica has users, whoever reaches it may use it, so only this machine does. A page of another site that the
 * operator visits must neither read it under a name that points here (DNS rebinding) nor make it act.
 */
export async function guard(request: FastifyRequest): Promise<void> {
  const { host = '' } = request.headers
  if (!LOOPBACK.test(host)) throw new Problem('forbidden-host', FORBIDDEN_HOST, { hint: FORBIDDEN_HOST_HINT })
  if (request.method === 'GET' || request.method === 'HEAD') return
  if (isForeign(request, host)) throw new Problem('cross-site', 'Another site may not make Panoramica act.')
  if (!isJson(request.headers['content-type'])) {
    throw new Problem('unsupported-media-type', 'Send the body as application/json.')
  }
}

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i
const FORBIDDEN_HOST = 'Panoramica answers under 127.0.0.1, localhost and [::1] only.'
const FORBIDDEN_HOST_HINT = 'From another machine, forward the port: ssh -L 8470:127.0.0.1:8470 HOST'

function isForeign({ headers }: FastifyRequest, host: string): boolean {
  const { origin, 'sec-fetch-site': site = 'none' } = headers
  const ours = origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`
  return !ours || (site !== 'same-origin' && site !== 'none')
}

/** Types that a plain HTML form can send are refused. So is what says nothing and has a body: by the framework. */
const isJson = (contentType: string | undefined): boolean =>
  contentType === undefined || contentType.split(';')[0]?.trim().toLowerCase() === 'application/json'
