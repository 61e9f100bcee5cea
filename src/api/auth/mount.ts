import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Store } from '../../store/port.ts'
import type { Recorder } from '../audit.ts'
import { credentialsOf } from '../credentials.ts'
import type { Problem } from '../problems.ts'
import { orProblem } from '../routes/route.ts'
import type { Api } from '../routes/route.ts'
import { originOf } from '../site.ts'
import type { Site } from '../site.ts'
import { CLIENT_HEADER } from './library.ts'
import { libraryProblem } from './library-problem.ts'
import { LIBRARY_ROUTES } from './library-routes.ts'
import type { LibraryRoute } from './library-routes.ts'
import type { Accounts, Identity } from './port.ts'

interface Mounted {
  readonly accounts: Pick<Accounts, 'identify' | 'handle'>
  readonly store: Pick<Store, 'ping'>
  readonly site: Site
  readonly record: Recorder
}

/** The endpoints of the library that are in the closed list, in the shapes the library has for them. */
export function mountLibrary(app: Api, mounted: Mounted): void {
  for (const route of LIBRARY_ROUTES) {
    const { method, path, summary, access, audit, body, querystring, reply } = route
    app.route({
      method,
      url: `/api/auth${path}`,
      // A link is good once: who only asks about it must not use it up.
      exposeHeadRoute: false,
      config: { access, ...(access === 'session' && audit && { audit }) },
      schema: {
        tags: ['sign-in'],
        summary,
        ...(body && { body }),
        ...(querystring && { querystring }),
        response: { 200: reply, 302: z.undefined(), ...orProblem },
      },
      handler: (request, answer) => forward(request, answer, route, mounted),
    })
  }
}

async function forward(
  request: FastifyRequest,
  reply: FastifyReply,
  route: LibraryRoute,
  { accounts, store, site, record }: Mounted,
): Promise<FastifyReply> {
  const before = route.access === 'public' && route.audit ? await identityIn(accounts, credentialsOf(request)) : null
  const response = await accounts.handle(libraryRequest(request, site))
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie)
  if (response.status >= 500) await store.ping()
  const problem = response.status >= 400 ? await libraryProblem(response, route.signsIn !== undefined) : null
  const event =
    problem || !before ? await attemptIn(request, response, problem, route, accounts) : doneBy(before, route)
  if (event) await record(request, event)
  if (!problem) return answer(reply, response)
  const retryAfter = response.headers.get('x-retry-after')
  if (retryAfter !== null) reply.header('retry-after', retryAfter)
  throw problem
}

const identityIn = async (accounts: Pick<Accounts, 'identify'>, headers: Headers): Promise<Identity | null> =>
  (await accounts.identify(headers))?.identity ?? null

type Event = Parameters<Recorder>[1]

const doneBy = ({ actor }: Identity, { audit }: LibraryRoute): Event | null => (audit ? { action: audit, actor } : null)

/** What to write down of an attempt to sign in. The library says who it was only by the cookie it sets. */
async function attemptIn(
  { body }: FastifyRequest,
  { headers, status }: Response,
  problem: Problem | null,
  { signsIn: subject }: LibraryRoute,
  accounts: Pick<Accounts, 'identify'>,
): Promise<Event | null> {
  if (subject === undefined) return null
  const cookie = headers.getSetCookie().map(pairOf).join('; ')
  const identity = cookie === '' ? null : await identityIn(accounts, new Headers({ cookie }))
  if (identity) return { action: 'sign-in', actor: identity.actor, subject }
  // A link or an identity provider refuses by sending people elsewhere.
  const isRefused = problem ? problem.code === 'sign-in-refused' : status === 302
  const name = attempt.safeParse(body).data?.email ?? null
  return isRefused ? { action: 'sign-in', actor: { kind: 'nobody', name }, subject, ok: false } : null
}

const attempt = z.object({ email: z.string() })

const pairOf = (cookie: string): string => cookie.split(';', 1)[0] ?? ''

async function answer(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  const { status, headers } = response
  if (status === 302) return reply.redirect(headers.get('location') ?? '/', 302)
  return reply.code(200).send(await response.json())
}

const LONGEST_USER_AGENT = 300
const PASSED_ON = ['sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest'] as const

/** The request as the library is to see it: what was checked here, the address as we know it, and nothing else. */
function libraryRequest(request: FastifyRequest, site: Site): Request {
  const { method, url, body, ip } = request
  const ours = originOf(site, request.headers.host ?? '') ?? 'http://localhost'
  const headers = credentialsOf(request)
  headers.delete('authorization')
  headers.set('origin', request.headers.origin ?? ours)
  headers.set('user-agent', (request.headers['user-agent'] ?? '').slice(0, LONGEST_USER_AGENT))
  headers.set(CLIENT_HEADER, ip)
  for (const name of PASSED_ON) {
    const value = request.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  if (method === 'GET') return new Request(ours + url, { headers })
  headers.set('content-type', 'application/json')
  return new Request(ours + url, { method, headers, body: JSON.stringify(body ?? {}) })
}
