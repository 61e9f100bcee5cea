import fastifySwagger from '@fastify/swagger'
import Fastify, { LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Clock } from '../lib/clock.ts'
import { answerClientError } from './client-error.ts'
import { answerError } from './errors.ts'
import { guard } from './guard.ts'
import { pathOf, setHeaders } from './headers.ts'
import { watchMethods } from './method-not-allowed.ts'
import type { ApiPorts } from './ports.ts'
import { healthRoutes } from './routes/health.ts'
import { nodeRoutes } from './routes/nodes.ts'
import { remoteRoutes } from './routes/remotes.ts'
import type { Api } from './routes/route.ts'
import { serveWeb } from './web.ts'

export interface ApiOptions {
  readonly logger: FastifyBaseLogger
  /** Version of Panoramica. */
  readonly version: string
  /** Folder of the built web interface; null for the API alone. */
  readonly webFolder: string | null
  readonly clock: Clock
}

const BODY_LIMIT = 64 * 1024
/** How long a client may take to send its request. */
const REQUEST_TIMEOUT_MS = 30_000

/** The API and the web interface, ready and not listening. */
export async function buildApp(ports: ApiPorts, options: ApiOptions): Promise<FastifyInstance> {
  const { logger, version, webFolder, clock } = options
  const app = newServer(logger)
  logRequests(app, clock)
  app.addHook('onRequest', async (request, reply) => setHeaders(request, reply))
  app.addHook('onRequest', guard)
  const refuseOtherMethods = watchMethods(app)
  await app.register(fastifySwagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Panoramica', version } },
    transform: jsonSchemaTransform,
  })
  healthRoutes(app, ports, version)
  remoteRoutes(app, ports)
  nodeRoutes(app, ports)
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger())
  refuseOtherMethods()
  await serveWeb(app, webFolder)
  await app.ready()
  return app
}

function newServer(logger: FastifyBaseLogger): Api {
  const app = Fastify({
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
