import type { FastifyInstance } from 'fastify'
import { guardAccess } from './access.ts'
import { keepAudit } from './audit.ts'
import { mountLibrary } from './auth/mount.ts'
import { bareApp } from './bare-app.ts'
import type { BareOptions } from './bare-app.ts'
import { answerConditionally } from './conditional.ts'
import { serveDocs } from './docs.ts'
import type { Entrance } from './entrance.ts'
import { guardFor } from './guard.ts'
import { setHeaders } from './headers.ts'
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
import { searchRoutes } from './routes/search.ts'
import { sessionRoutes } from './routes/session.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { transcriptRoutes } from './routes/transcripts.ts'
import { userRoutes } from './routes/users.ts'
import { serveWeb } from './web.ts'

export interface ApiOptions extends BareOptions, Pick<Entrance, 'site'> {
  /** Version of Panoramica. */
  readonly version: string
  /** Folder of the built web interface; null for the API alone. */
  readonly webFolder: string | null
  /** What is counted since the start; its own where nobody else counts. */
  readonly counts?: Counts
}

/** The API and the web interface, ready and not listening. */
export async function buildApp(ports: ApiPorts, options: ApiOptions): Promise<FastifyInstance> {
  const { version, webFolder, clock, site, counts = openCounts(version) } = options
  const app = bareApp(options)
  counts.watch(app)
  if (ports.share) counts.share(ports.share)
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
