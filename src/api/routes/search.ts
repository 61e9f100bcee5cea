import { z } from 'zod'
import { prepareSearch, search, searchHitShape } from '../../fleet/search.ts'
import { inTurns } from '../../lib/turn.ts'
import type { ApiPorts } from '../ports.ts'
import { viewsOf } from '../views.ts'
import { orProblem } from './route.ts'
import type { Api } from './route.ts'

const TOO_SHORT = 'must be a text to look for'

const query = z.object({
  q: z
    .string(TOO_SHORT)
    .trim()
    .min(1, TOO_SHORT)
    .max(200, 'must have 200 characters at most')
    .describe('the name of a node, guest, storage or tag, a vmid, an address, or a part of one'),
})

export function searchRoutes(app: Api, { fleet }: ApiPorts): void {
  app.get(
    '/api/search',
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['dashboard'],
        summary: 'What is called or numbered like this, the best first, 20 of each kind at most',
        querystring: query,
        response: { 200: z.object({ items: z.array(searchHitShape) }), ...orProblem },
      },
    },
    async ({ query: { q } }) => {
      const views = await viewsOf(fleet)
      await inTurns(prepareSearch(views))
      return { items: search(views, q) }
    },
  )
}
