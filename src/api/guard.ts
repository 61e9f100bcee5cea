import type { FastifyRequest } from 'fastify'
import { hasToken } from './credentials.ts'
import { Problem } from './problems.ts'
import { originOf } from './site.ts'
import type { Site } from './site.ts'

/**
 * A page of another site that somebody visits must neither read Panoramica under a name that points here (DNS rebinding)
 * nor make it act with the cookie of whoever is signed in. A token is no cookie: no other site's page can send one.
 */
export const guardFor =
  (site: Site) =>
  async (request: FastifyRequest): Promise<void> => {
    const origin = originOf(site, request.headers.host ?? '')
    if (origin === null) throw foreignHost(site)
    if (request.method === 'GET' || request.method === 'HEAD') return
    if (!hasToken(request) && isForeign(request, origin)) {
      throw new Problem('cross-site', 'Another site may not make Panoramica act.')
    }
    if (!isJson(request.headers['content-type'])) {
      throw new Problem('unsupported-media-type', 'Send the body as application/json.')
    }
  }

function foreignHost({ publicOrigin, isOpen }: Site): Problem {
  const names = [
    ...(publicOrigin === null ? [] : [new URL(publicOrigin).host]),
    '127.0.0.1, localhost and [::1]',
    ...(isOpen ? ['the IP addresses of this machine'] : []),
  ]
  return new Problem('forbidden-host', `Panoramica answers under ${names.join(', ')} only.`, {
    hint: isOpen
      ? 'Name the address that people use: PANORAMICA_PUBLIC_URL.'
      : 'From another machine, forward the port: ssh -L 8470:127.0.0.1:8470 HOST',
  })
}

function isForeign({ headers }: FastifyRequest, ours: string): boolean {
  const { origin, 'sec-fetch-site': site = 'none' } = headers
  return (origin !== undefined && origin.toLowerCase() !== ours) || (site !== 'same-origin' && site !== 'none')
}

/** Types that a plain HTML form can send are refused. So is what says nothing and has a body: by the framework. */
const isJson = (contentType: string | undefined): boolean =>
  contentType === undefined || contentType.split(';')[0]?.trim().toLowerCase() === 'application/json'
