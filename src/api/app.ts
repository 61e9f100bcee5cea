import Fastify, { LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Clock } from '../lib/clock.ts'
import { guardAccess } from './access.ts'
import { keepAudit } from './audit.ts'
import { mountLibrary } from './auth/mount.ts'
import { answerClientError } from './client-error.ts'
import { answerConditionally } from './conditional.ts'
import { serveDocs } from './docs.ts'
import type { Entrance } from './entrance.ts'
import { answerError } from './errors.ts'
import { guardFor } from './guard.ts'
import { pathOf, setHeaders } from './headers.ts'
import { maskReplies } from './masking.ts'
import { openCounts } from './metrics/counts.ts'
import type { Counts } from './metrics/counts.ts'
import { watchMethods } from './method-not-allowed.ts'
import { describeRoutes } from './openapi.ts'
import type { ApiPorts } from './ports.ts'
import { auditRoutes } from './routes/audit.ts'
import { dashboardRoutes } from './routes/dashboard.ts'
import { eventRoutes } from './routes/events.ts'
import { exportRoutes } from './routes/exports.ts'
import { healthRoutes } from './routes/health.ts'
import { guestRoutes } from './routes/guests.ts'
import { historyRoutes } from './routes/history.ts'
import { liveRoutes } from './routes/live.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { nodeRoutes } from './routes/nodes.ts'
import { permissionRoutes } from './routes/permissions.ts'
import { remoteRoutes } from './routes/remotes.ts'
import type { Api } from './routes/route.ts'
import { searchRoutes } from './routes/search.ts'
import { sessionRoutes } from './routes/session.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { transcriptRoutes } from './routes/transcripts.ts'
import { userRoutes } from './routes/users.ts'
import { serveWeb } from './web.ts'

export interface ApiOptions extends Pick<Entrance, 'site' | 'tls' | 'trustedProxies'> {
  readonly logger: FastifyBaseLogger
  /** Version of Panoramica. */
  readonly version: string
  /** Folder of the built web interface; null for the API alone. */
  readonly webFolder: string | null
  readonly clock: Clock
  /** What is counted since the start; its own where nobody else counts. */
  readonly counts?: Counts
}

const BODY_LIMIT = 64 * 1024
/** How long a client may take to send its request. */
const REQUEST_TIMEOUT_MS = 30_000

/** The API and the web interface, ready and not listening. */
export async function buildApp(ports: ApiPorts, options: ApiOptions): Promise<FastifyInstance> {
  const { version, webFolder, clock, site, counts = openCounts(version) } = options
  const app = newServer(options)
  logRequests(app, clock)
  counts.watch(app)
  app.addHook('onRequest', async (request, reply) => setHeaders(request, reply))
  app.addHook('onRequest', guardFor(site))
  guardAccess(app, ports.accounts)
  maskReplies(app)
  answerConditionally(app)
  const record = keepAudit(app, ports.store, clock)
  const refuseOtherMethods = watchMethods(app)
  await describeRoutes(app, version)
  healthRoutes(app, ports, version)
  mountLibrary(app, { ...ports, site, record })
  sessionRoutes(app, ports, site)
  userRoutes(app, ports, site)
  tokenRoutes(app, ports)
  auditRoutes(app, ports)
  remoteRoutes(app, ports)
  nodeRoutes(app, ports)
  guestRoutes(app, ports)
  dashboardRoutes(app, ports)
  exportRoutes(app, ports, clock)
  metricsRoutes(app, ports, counts, clock)
  liveRoutes(app, ports, clock)
  searchRoutes(app, ports)
  eventRoutes(app, ports)
  historyRoutes(app, ports)
  transcriptRoutes(app, ports)
  permissionRoutes(app, ports)
  refuseOtherMethods()
  await serveDocs(app)
  await serveWeb(app, webFolder)
  await app.ready()
  return app
}

function newServer({ logger, tls, trustedProxies }: ApiOptions): Api {
  const app = Fastify({
    ...(tls && { https: tls }),
    ...(trustedProxies.length > 0 && { trustProxy: [...trustedProxies] }),
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    clientErrorHandler: answerClientError,
    frameworkErrors(error, request, reply) {
      setHeaders(request, reply)
      answerError(error, request, reply)
    },
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  acceptJson(app)
  return app
}

/** JSON and nothing else. A body that is empty is none, whatever type it claims to have. */
function acceptJson(app: Api): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parse(request, body.toString(), done)
  })
}

/** A line for each request: neither its query nor its headers nor its body. */
function logRequests(app: Api, clock: Clock): void {
  const startedAt = new WeakMap<FastifyRequest, number>()
  app.addHook('onRequest', async (request) => {
    startedAt.set(request, clock.now())
  })
  app.addHook('onResponse', async (request, { statusCode: status }) => {
    const now = clock.now()
    const ms = now - (startedAt.get(request) ?? now)
    request.log.info({ method: request.method, path: pathOf(request), status, ms }, 'request')
  })
}
