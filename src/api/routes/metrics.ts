import { Readable } from 'node:stream'
import { Registry } from 'prom-client'
import { z } from 'zod'
import type { Clock } from '../../lib/clock.ts'
import { turn } from '../../lib/turn.ts'
import type { Counts } from '../metrics/counts.ts'
import { familyText } from '../metrics/family.ts'
import type { Family, Scene } from '../metrics/family.ts'
import { FLEET_FAMILIES } from '../metrics/fleet-families.ts'
import { GUEST_FAMILIES } from '../metrics/guest-families.ts'
import { NODE_FAMILIES } from '../metrics/node-families.ts'
import { STORAGE_FAMILIES } from '../metrics/storage-families.ts'
import type { ApiPorts } from '../ports.ts'
import { viewsOf } from '../views.ts'
import { ONCE } from './list-query.ts'
import { orProblem } from './route.ts'
import type { Api } from './route.ts'

const FAMILIES: readonly Family[] = [...FLEET_FAMILIES, ...NODE_FAMILIES, ...STORAGE_FAMILIES]

const metricsQuery = z.object({
  guests: z
    .string(ONCE)
    .regex(/^[01]$/, 'must be 0 or 1')
    .default('0')
    .transform((bit) => bit === '1')
    .describe('1 for values of each guest as well'),
})

const text = {
  description: 'metrics in the text format of Prometheus',
  content: { 'text/plain': { schema: z.custom<Readable>().meta({ type: 'string' }) } },
}

async function* written(families: readonly Family[], scene: Scene, counts: Counts): AsyncGenerator<string, void> {
  for (const family of families) {
    for await (const some of familyText(family, scene)) {
      yield some
      await turn()
    }
  }
  yield await counts.text()
}

/** The fleet as it is when it is asked for, and what was counted since the start. */
export function metricsRoutes(app: Api, { fleet }: ApiPorts, counts: Counts, clock: Clock): void {
  app.get(
    '/metrics',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['metrics'],
        summary: 'Metrics for Prometheus',
        querystring: metricsQuery,
        response: { 200: text, ...orProblem },
      },
    },
    async ({ query: { guests } }, reply) => {
      const families = guests ? [...FAMILIES, ...GUEST_FAMILIES] : FAMILIES
      const scene = { views: await viewsOf(fleet), now: clock.now() }
      return reply
        .type(Registry.PROMETHEUS_CONTENT_TYPE)
        .header('cache-control', 'no-store')
        .send(Readable.from(written(families, scene, counts)))
    },
  )
}
