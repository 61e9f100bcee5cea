import { z } from 'zod'
import type { ApiPorts } from '../ports.ts'
import { Problem, thrownProblem } from '../problems.ts'
import { orProblem } from './route.ts'
import type { Api } from './route.ts'

const healthShape = z.object({
  status: z.literal('ok'),
  version: z.string().describe('version of Panoramica'),
})
const readyShape = z.object({ status: z.literal('ok') })

const tags = ['health']

export interface HealthPorts {
  readonly store: Pick<ApiPorts['store'], 'ping'>
}

/** `store` says whether it can be worked with. */
export function healthRoutes(app: Api, { store }: HealthPorts, version: string): void {
  app.get(
    '/api/health',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Whether Panoramica runs', response: { 200: healthShape, ...orProblem } },
    },
    async () => ({ status: 'ok' as const, version }),
  )
  app.get(
    '/api/ready',
    {
      config: { access: 'public' },
      schema: { tags, summary: 'Whether the store answers', response: { 200: readyShape, ...orProblem } },
    },
    async () => {
      await store.ping().catch((error: unknown) => {
        throw thrownProblem(error) ?? new Problem('store', 'The store does not answer.', { cause: error })
      })
      return { status: 'ok' as const }
    },
  )
}
