import Fastify, { LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Clock } from '../lib/clock.ts'
import { answerClientError } from './client-error.ts'
import type { Entrance } from './entrance.ts'
import { answerError } from './errors.ts'
import { pathOf, setHeaders } from './headers.ts'
import type { Api } from './routes/route.ts'

export interface BareOptions extends Pick<Entrance, 'tls' | 'trustedProxies'> {
  readonly logger: FastifyBaseLogger
  readonly clock: Clock
}

const BODY_LIMIT = 64 * 1024
/** How long a client may take to send its request. */
const REQUEST_TIMEOUT_MS = 30_000

/** A server without routes that logs requests, and answers whatever goes wrong with a problem. */
export function bareApp(options: BareOptions): Api {
  const app = newServer(options)
  logRequests(app, options.clock)
  return app
}

function newServer({ logger, tls, trustedProxies }: BareOptions): Api {
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
