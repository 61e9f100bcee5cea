import { z } from 'zod'
import { coverageOf, coverageShape } from '../../fleet/coverage.ts'
import { oncePer } from '../../fleet/once-per.ts'
import { overviewOf, overviewShape } from '../../fleet/overview.ts'
import { openList } from '../../fleet/query/list.ts'
import type { Page } from '../../fleet/query/list.ts'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { tagOf } from '../conditional.ts'
import { findingsList, FLEET_LISTS } from '../fleet-lists.ts'
import type { FleetList } from '../fleet-lists.ts'
import { textOf } from '../item-text.ts'
import type { ApiPorts } from '../ports.ts'
import { answered, listQuery, ONCE } from './list-query.ts'
import { orProblem, pageLimit } from './route.ts'
import type { Api } from './route.ts'

const pageQuery = listQuery.extend({
  limit: pageLimit,
  cursor: z.string(ONCE).optional().describe('next_cursor of the page before'),
})

const pageShape = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.number().describe('how many there are on all pages'),
    next_cursor: z.string().nullable().describe('cursor of the next page; null on the last one'),
    coverage: coverageShape.describe('how much of the fleet the list is made of'),
  })

interface Written<Item> {
  readonly items: readonly Item[]
}

/** Checks, writes and tags each page once, and each item once, however often they are asked for. */
function pageWriter<Item extends object>(item: z.ZodType<Item>) {
  const itemText = textOf(item)
  const rest = pageShape(z.never()).omit({ items: true })
  const pageText = oncePer(
    (page: Written<Item>) =>
      `{"items":[${page.items.map(itemText).join(',')}],${JSON.stringify(rest.parse(page)).slice(1)}`,
  )
  return { pageText, pageTag: oncePer((page: Written<Item>) => tagOf(pageText(page))) }
}

function listRoute<Item extends object>(
  app: Api,
  { fleet }: ApiPorts,
  { url, listing, itemsOf }: FleetList<Item>,
  summary: string,
): void {
  const list = openList(listing, itemsOf)
  const { pageText, pageTag } = pageWriter(listing.shape)
  /** A page is remembered as long as the views are the same, and so is their coverage. */
  const replyOf = oncePer((page: Page<Item>, views: readonly RemoteView[]) => ({
    items: [...page.items],
    total: page.total,
    next_cursor: page.nextCursor,
    coverage: coverageOf(views),
  }))
  app.get(
    url,
    {
      config: { access: 'viewer' },
      schema: {
        tags: ['dashboard'],
        summary,
        querystring: pageQuery,
        response: { 200: pageShape(listing.shape), ...orProblem },
      },
      // Problems are written where they are made.
      serializerCompiler: ({ httpStatus }) => (httpStatus === '200' ? pageText : JSON.stringify),
      // After masking, which makes a page of its own.
      preSerialization: async (_request, reply, page) => {
        if (reply.statusCode === 200) reply.header('etag', pageTag(page as Written<Item>))
        return page
      },
    },
    async ({ query: { sort = null, cursor = null, ...query } }) => {
      const views = fleet.remotes()
      const page = answered(() => list(views, { ...query, sort, cursor }))
      return replyOf(page, views)
    },
  )
}

export function dashboardRoutes(app: Api, ports: ApiPorts): void {
  app.get(
    '/api/dashboard/overview',
    {
      config: { access: 'viewer' },
      schema: { tags: ['dashboard'], summary: 'The fleet in numbers', response: { 200: overviewShape, ...orProblem } },
    },
    async () => overviewOf(ports.fleet.remotes()),
  )
  const { nodes, vms, storage, network, snapshots, licenses } = FLEET_LISTS
  listRoute(app, ports, nodes, 'Nodes')
  listRoute(app, ports, vms, 'Guests')
  listRoute(app, ports, storage, 'Storages')
  listRoute(app, ports, network, 'Interfaces of nodes')
  listRoute(app, ports, snapshots, 'Snapshots of guests, the oldest first')
  listRoute(app, ports, licenses, 'Subscriptions of nodes')
  listRoute(app, ports, findingsList(ports.history), 'What deserves attention, the worst first')
}
