import { Registry } from 'prom-client'
import { z } from 'zod'
import type { Counts } from '../metrics/counts.ts'
import { orProblem } from './route.ts'
import type { Api } from './route.ts'

const text = {
  description: 'metrics in the text format of Prometheus',
  content: { 'text/plain': { schema: z.string() } },
}

/** What was counted since the start. The fleet is told of by servers, which know all of it. */
export function workerMetricsRoutes(app: Api, counts: Counts): void {
  app.get(
    '/metrics',
    {
      config: { access: 'viewer' },
      schema: { tags: ['metrics'], summary: 'Metrics of this process', response: { 200: text, ...orProblem } },
    },
    async (_request, reply) =>
      reply
        .type(Registry.PROMETHEUS_CONTENT_TYPE)
        .header('cache-control', 'no-store')
        .send(await counts.text()),
  )
}
