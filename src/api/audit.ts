import type { FastifyRequest } from 'fastify'
import type { Clock } from '../lib/clock.ts'
import { NOBODY } from '../model/audit.ts'
import type { AuditEvent } from '../model/audit.ts'
import type { Store } from '../store/port.ts'
import type { Api } from './routes/route.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What a change was made to, for the audit log. */
    subject: string | null
  }
}

export type Recorder = (
  request: FastifyRequest,
  event: Partial<AuditEvent> & Pick<AuditEvent, 'action'>,
) => Promise<void>

/**
 * Writes down who did what: a change before its reply leaves, where its route says so. What was done stays done where
 * that fails.
 */
export function keepAudit(app: Api, store: Pick<Store, 'recordEvent'>, clock: Clock): Recorder {
  const record: Recorder = async (request, event) => {
    const { identity, subject, ip: from } = request
    const whole = { at: clock.now(), actor: identity?.actor ?? NOBODY, subject, from, ok: true, ...event }
    await store.recordEvent(whole).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : typeof error
      request.log.error({ action: event.action, reason }, 'the audit log cannot be written')
    })
  }
  app.decorateRequest('subject', null)
  app.addHook('onSend', async (request, { statusCode }) => {
    const { audit: action } = request.routeOptions.config
    if (action !== undefined && statusCode < 400) await record(request, { action })
  })
  return record
}
