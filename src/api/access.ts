import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { AuditAction } from '../model/audit.ts'
import { covers } from '../model/role.ts'
import type { Accounts, Identity, SessionIdentity } from './auth/port.ts'
import { credentialsOf, hasToken } from './credentials.ts'
import { Problem } from './problems.ts'
import type { Api } from './routes/route.ts'

/**
 * Who may ask: anybody, whoever may look, admins, or whoever is signed in for themselves, which a token is not. A route
 * that does not say so keeps the server from starting.
 */
export type Access = 'public' | 'viewer' | 'admin' | 'session'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** What is written down when it succeeds. */
    audit?: AuditAction
  }
  interface FastifyRequest {
    /** Who asks; null on public routes. */
    identity: Identity | null
  }
}

/** Lets in who may ask, before anything else of a request is looked at. */
export function guardAccess(app: Api, accounts: Pick<Accounts, 'identify'>): void {
  app.decorateRequest('identity', null)
  requireAccess(app)
  app.addHook('onRequest', async (request, reply) => {
    const { access } = request.routeOptions.config
    if (access === 'public' || request.is404) return
    const identity = await identify(accounts, request, reply)
    if (access === undefined || !isAllowed(identity, access)) throw notAllowed(identity, access)
    request.identity = identity
  })
}

function requireAccess(app: Api): void {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  app.addHook('onReady', async () => {
    const silent = routes
      .filter(({ config }) => config?.access === undefined)
      .map(({ method, url }) => `${String(method)} ${url}`)
    if (silent.length > 0) throw new TypeError(`these routes do not say who may ask: ${silent.join(', ')}`)
  })
}

async function identify(
  accounts: Pick<Accounts, 'identify'>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Identity> {
  const identified = await accounts.identify(credentialsOf(request))
  if (!identified) {
    reply.header('www-authenticate', 'Bearer')
    throw new Problem('unauthenticated', NOBODY[hasToken(request) ? 'token' : 'session'], {
      hint: 'Sign in, or send an API token: Authorization: Bearer TOKEN.',
    })
  }
  for (const cookie of identified.cookies) reply.header('set-cookie', cookie)
  return identified.identity
}

const NOBODY = {
  session: 'Nobody is signed in, or the session has ended.',
  token: 'The API token is not valid: unknown, expired or revoked.',
}

const isAllowed = ({ role, via }: Identity, access: Exclude<Access, 'public'>): boolean =>
  access === 'session' ? via === 'session' : covers(role, access)

const notAllowed = ({ role }: Identity, access: Access | undefined): Problem =>
  access === 'session'
    ? new Problem('not-allowed', 'This is for people who are signed in, not for API tokens.')
    : new Problem('not-allowed', `This needs the role ${access ?? 'of nobody'}, and yours is ${role}.`, {
        hint: 'An admin can give another role.',
      })

/** Who asks, on a route that is not public. */
export function identityOf({ identity }: FastifyRequest): Identity {
  if (!identity) throw new TypeError('a public route asks who is there')
  return identity
}

/** Who is signed in, on a route for people. */
export function sessionOf(request: FastifyRequest): SessionIdentity {
  const identity = identityOf(request)
  if (identity.via === 'session') return identity
  throw new TypeError('a route for tokens asks for a session')
}
