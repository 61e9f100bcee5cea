import type { FastifyInstance } from 'fastify'
import { guardAccess } from './access.ts'
import type { Accounts } from './auth/port.ts'
import { bareApp } from './bare-app.ts'
import type { BareOptions } from './bare-app.ts'
import { setHeaders } from './headers.ts'
import { watchMethods } from './method-not-allowed.ts'
import type { Counts } from './metrics/counts.ts'
import { Problem } from './problems.ts'
import { healthRoutes } from './routes/health.ts'
import type { HealthPorts } from './routes/health.ts'
import { workerMetricsRoutes } from './routes/worker-metrics.ts'

export interface WorkerPorts extends HealthPorts {
  readonly accounts: Pick<Accounts, 'identify'>
}

export interface WorkerOptions extends BareOptions {
  /** Version of Panoramica. */
  readonly version: string
  readonly counts: Counts
}

/**
 * What a worker tells of itself, ready and not listening. It answers under any name, unlike the whole API: a browser that
 * was led here under a foreign one brings no cookie of ours along, and without one there is nothing to be had but health.
 */
export async function buildWorkerApp(ports: WorkerPorts, options: WorkerOptions): Promise<FastifyInstance> {
  const { version, counts } = options
  const app = bareApp(options)
  counts.watch(app)
  if (ports.share) counts.share(ports.share)
  app.addHook('onRequest', async (request, reply) => setHeaders(request, reply))
  guardAccess(app, ports.accounts)
  const refuseOtherMethods = watchMethods(app)
  healthRoutes(app, ports, version)
  workerMetricsRoutes(app, counts)
  refuseOtherMethods()
  app.setNotFoundHandler(() => {
    throw new Problem('not-found', 'A worker has no such address.', {
      hint: 'It answers /api/health, /api/ready and /metrics; ask a server for the rest.',
    })
  })
  await app.ready()
  return app
}
