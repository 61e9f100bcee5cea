import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isApi, pathOf } from './headers.ts'
import type { Api } from './routes/route.ts'

/** A strong tag of a body: another body has another one. */
export const tagOf = (body: string | Buffer): string => `"${hash('sha1', body, 'base64url')}"`

/**
 * Browsers may keep what they read, and ask each time whether it is still the same. It is told apart by who asks, since viewers
 * are not shown what admins are, and by the form it is asked for in.
 */
const KEPT = { 'cache-control': 'private, no-cache', vary: 'accept, authorization, cookie' }

/** Gives every JSON reply to a GET its tag, and leaves out the body where the client has it (RFC 9110, 13.1.2). */
export function answerConditionally(app: Api): void {
  app.addHook('onSend', async (request, reply, body) => {
    const isWhole = typeof body === 'string' || Buffer.isBuffer(body)
    if (!isWhole || !mayBeKept(request, reply)) return body
    const tag = String(reply.getHeader('etag') ?? tagOf(body))
    reply.headers({ ...KEPT, etag: tag })
    if (!names(request.headers['if-none-match'], tag)) return body
    reply.code(304).removeHeader('content-type')
    // To HEAD the framework sends no body, after it has counted it.
    return request.method === 'HEAD' ? body : null
  })
}

/** Not what signs somebody in: a challenge is good once, and a new cookie has to arrive. */
function mayBeKept(request: FastifyRequest, reply: FastifyReply): boolean {
  const path = pathOf(request)
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    isApi(path) &&
    !path.startsWith('/api/auth/') &&
    reply.statusCode === 200 &&
    /^application\/json\b/.test(String(reply.getHeader('content-type'))) &&
    reply.getHeader('set-cookie') === undefined
  )
}

/** A proxy that compresses makes a tag weak; it is still the tag of what we sent. */
const names = (header: string | undefined, tag: string): boolean =>
  header?.trim() === '*' || [...(header ?? '').matchAll(/"[^"]*"/g)].some(([each]) => each === tag)
