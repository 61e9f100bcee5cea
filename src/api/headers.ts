import type { FastifyReply, FastifyRequest } from 'fastify'

const POLICY = {
  'default-src': "'self'",
  'img-src': "'self' data:",
  'style-src': "'self'",
  'script-src': "'self'",
  'connect-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'form-action': "'self'",
}

const HEADERS = {
  'content-security-policy': Object.entries(POLICY)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}

export const pathOf = ({ url }: Pick<FastifyRequest, 'url'>): string => url.split(/[?#]/, 1)[0] ?? '/'

export const isApi = (path: string): boolean => path === '/api' || path.startsWith('/api/')

/** What every reply carries, whatever becomes of it. */
export function setHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(HEADERS)
  if (isApi(pathOf(request))) reply.header('cache-control', 'no-store')
}
