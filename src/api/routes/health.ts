import { z } from 'zod'
import type { ReadShare } from '../../model/read-share.ts'
import type { ApiPorts } from '../ports.ts'
import { Problem, thrownProblem } from '../problems.ts'
import { orProblem } from './route.ts'
import type { Api } from './route.ts'

const healthShape = z.object({
  status: z.literal('ok'),
  version: z.string().describe('version of Panoramica'),
})
const remotes = (what: string) =>
  z
    .number()
    .nullable()
    .optional()
    .describe(`${what}; null where nobody can tell, and missing where one process does all`)
const readyShape = z.object({
  status: z.literal('ok'),
  remotes_held: remotes('remotes that this process reads'),
  remotes_unread: remotes(
    'remotes that no process reads: none that reads may, or one after the other ended while it did',
  ),
})

const tags = ['health']

export interface HealthPorts {
  readonly store: Pick<ApiPorts['store'], 'ping'>
  /** How much this process reads; missing where it is the only one. */
  readonly share?: () => ReadShare | null
}

/** `store` says whether it can be worked with. */
export function healthRoutes(app: Api, { store, share }: HealthPorts, version: string): void {
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
      return { status: 'ok' as const, ...(share && shareReply(share())) }
    },
  )
}

const shareReply = (share: ReadShare | null) => ({
  remotes_held: share?.held ?? null,
  remotes_unread: share?.unread ?? null,
})
