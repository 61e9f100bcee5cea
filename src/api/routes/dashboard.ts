import { Readable } from 'node:stream'
import { z } from 'zod'
import { coverageOf, coverageShape } from '../../fleet/coverage.ts'
import { oncePer } from '../../fleet/once-per.ts'
import { overviewOf, overviewShape, prepareOverview } from '../../fleet/overview.ts'
import { openList } from '../../fleet/query/list.ts'
import type { Page } from '../../fleet/query/list.ts'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { inTurns } from '../../lib/turn.ts'
import { identityOf } from '../access.ts'
import { tagOf } from '../conditional.ts'
import { findingsList, FLEET_LISTS } from '../fleet-lists.ts'
import type { FleetList } from '../fleet-lists.ts'
import { textOf } from '../item-text.ts'
import type { ApiPorts } from '../ports.ts'
import { viewsOf } from '../views.ts'
import { asksForLines, LINES, linesOf } from '../whole-list.ts'
import { answered, listQuery, ONCE } from './list-query.ts'
import { orProblem, pageLimit } from './route.ts'
import type { Api } from './route.ts'

const pageQuery = listQuery.extend({
  limit: pageLimit,
  cursor: z.string(ONCE).optional().describe('next_cursor of the page before'),
})

const DESCRIPTION = `A page at a time; or, asked for as \`${LINES}\`, the whole list in one reply that is written while it is sent. Its
first line says how many items there are and what it is made of, as \`total\` and \`coverage\`, and each line after that is one
item. All of them are of one state of the fleet, and \`limit\` and \`cursor\` do not count. A connection that is cut
leaves fewer lines than there are items.`

const pageShape = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.number().describe('how many there are on all pages'),
    next_cursor: z.string().nullable().describe('cursor of the next page; null on the last one'),
    coverage: coverageShape.describe('how much of the fleet the list is made of'),
  })

const asked = { tags: ['dashboard'], description: DESCRIPTION, querystring: pageQuery }

const replies = <T extends z.ZodType>(item: T) => ({
  description: 'the list',
  content: { 'application/json': { schema: pageShape(item) }, [LINES]: { schema: wholeShape } },
})

interface Written<Item> {
  readonly items: readonly Item[]
}

/** It is sent as it is made, so that no schema sees it; this describes it. */
const wholeShape = z
  .custom<Readable>()
  .meta({ type: 'string', description: 'a line of JSON with the number of items, then one for each of them' })

/** Checks, writes and tags each page once, as bytes, and each item once, however often they are asked for. */
function pageWriter<Item extends object>(item: z.ZodType<Item>) {
  const itemText = textOf(item)
  const rest = pageShape(z.never()).omit({ items: true })
  const pageBytes = oncePer((page: Written<Item>) =>
    Buffer.from(`{"items":[${page.items.map(itemText).join(',')}],${JSON.stringify(rest.parse(page)).slice(1)}`),
  )
  return { pageBytes, pageTag: oncePer((page: Written<Item>) => tagOf(pageBytes(page))) }
}

function listRoute<Item extends object>(
  app: Api,
  { fleet }: ApiPorts,
  fleetList: FleetList<Item>,
  summary: string,
): void {
  const { url, listing, itemsOf } = fleetList
  const list = openList(listing, itemsOf)
  const { pageBytes, pageTag } = pageWriter(listing.shape)
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
      schema: { ...asked, summary, response: { 200: replies(listing.shape), ...orProblem } },
      // Problems are written where they are made. Bytes are sent as they are; the types know of text alone.
      serializerCompiler: ({ httpStatus }) => (httpStatus === '200' ? (pageBytes as never) : JSON.stringify),
      // After masking, which makes a page of its own.
      preSerialization: async (_request, reply, page) => {
        if (reply.statusCode === 200) reply.header('etag', pageTag(page as Written<Item>))
        return page
      },
    },
    async (request, reply) => {
      const { sort = null, cursor = null, ...query } = request.query
      const views = await viewsOf(fleet)
      if (asksForLines(request.headers.accept)) {
        const lines = answered(() => linesOf(fleetList, { ...query, sort }))
        return reply.type(`${LINES}; charset=utf-8`).send(Readable.from(lines(views, identityOf(request).role)))
      }
      const asked = { ...query, sort, cursor }
      await inTurns(answered(() => list.prepare(views, asked)))
      const page = answered(() => list(views, asked))
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
    async () => {
      const views = await viewsOf(ports.fleet)
      await inTurns(prepareOverview(views))
      return overviewOf(views)
    },
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
