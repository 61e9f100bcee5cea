import { z } from 'zod'
import { coverageOf, coverageShape } from '../../fleet/coverage.ts'
import { isoTime } from '../../fleet/fields.ts'
import { findingItems } from '../../fleet/findings.ts'
import type { FindingItem } from '../../fleet/findings.ts'
import { findingListing, guestListing, networkListing, nodeListing, storageListing } from '../../fleet/listings.ts'
import { networkItems } from '../../fleet/network-list.ts'
import { nodeItems } from '../../fleet/node-item.ts'
import { oncePer } from '../../fleet/once-per.ts'
import { overviewOf, overviewShape } from '../../fleet/overview.ts'
import { openList } from '../../fleet/query/list.ts'
import type { List, Listing, Page, Query } from '../../fleet/query/list.ts'
import { QueryError } from '../../fleet/query/query-error.ts'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { storageItems } from '../../fleet/storage-list.ts'
import type { ApiPorts } from '../ports.ts'
import { Problem } from '../problems.ts'
import { orProblem, pageLimit } from './route.ts'
import type { Api } from './route.ts'

const ONCE = 'must be given once'

const listQuery = z.object({
  q: z
    .string(ONCE)
    .max(500, 'must have 500 characters at most')
    .default('')
    .describe('words, and terms such as status:running, tag:web,db, ip:10.0.0.0/8 or -node:pve1'),
  sort: z
    .string(ONCE)
    .max(500, 'must have 500 characters at most')
    .optional()
    .describe('fields to sort by, separated by commas, each turned round by a minus'),
  order: z.enum(['asc', 'desc'], 'must be asc or desc').default('asc'),
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

/** What a list answers, or the problem that a query which cannot be understood is. */
function answered<Item>(list: List<RemoteView, Item>, views: readonly RemoteView[], query: Query): Page<Item> {
  try {
    return list(views, query)
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    const parameter = `query.${error.parameter}`
    throw new Problem('bad-parameter', `${parameter}: ${error.message}`, { members: { parameter } })
  }
}

/** Checks and writes each page once, and each item once, however often they are asked for. */
function pageSerializer<Item extends object>(item: z.ZodType<Item>) {
  const itemText = oncePer((one: Item) => JSON.stringify(item.parse(one)))
  const rest = pageShape(z.never()).omit({ items: true })
  const pageText = oncePer(
    (page: { readonly items: readonly Item[] }) =>
      `{"items":[${page.items.map(itemText).join(',')}],${JSON.stringify(rest.parse(page)).slice(1)}`,
  )
  // Problems are written where they are made.
  return ({ httpStatus }: { httpStatus?: string }) => (httpStatus === '200' ? pageText : JSON.stringify)
}

interface Listed<Item extends object> {
  readonly url: string
  readonly summary: string
  readonly listing: Listing<Item>
  readonly itemsOf: (view: RemoteView) => readonly Item[]
}

function listRoute<Item extends object>(app: Api, { fleet }: ApiPorts, listed: Listed<Item>): void {
  const { url, summary, listing, itemsOf } = listed
  const list = openList(listing, itemsOf)
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
        querystring: listQuery,
        response: { 200: pageShape(listing.shape), ...orProblem },
      },
      serializerCompiler: pageSerializer(listing.shape),
    },
    async ({ query: { sort = null, cursor = null, ...query } }) => {
      const views = fleet.remotes()
      return replyOf(answered(list, views, { ...query, sort, cursor }), views)
    },
  )
}

const dated = (item: FindingItem, { history }: ApiPorts): FindingItem => ({
  ...item,
  since: isoTime(history.since(item)),
})

export function dashboardRoutes(app: Api, ports: ApiPorts): void {
  app.get(
    '/api/dashboard/overview',
    {
      config: { access: 'viewer' },
      schema: { tags: ['dashboard'], summary: 'The fleet in numbers', response: { 200: overviewShape, ...orProblem } },
    },
    async () => overviewOf(ports.fleet.remotes()),
  )
  listRoute(app, ports, {
    url: '/api/dashboard/nodes',
    summary: 'Nodes',
    listing: nodeListing,
    itemsOf: nodeItems,
  })
  listRoute(app, ports, {
    url: '/api/dashboard/vms',
    summary: 'Guests',
    listing: guestListing,
    itemsOf: ({ guests }) => guests,
  })
  listRoute(app, ports, {
    url: '/api/dashboard/storage',
    summary: 'Storages',
    listing: storageListing,
    itemsOf: storageItems,
  })
  listRoute(app, ports, {
    url: '/api/dashboard/network',
    summary: 'Interfaces of nodes',
    listing: networkListing,
    itemsOf: networkItems,
  })
  listRoute(app, ports, {
    url: '/api/findings',
    summary: 'What deserves attention, the worst first',
    listing: findingListing,
    itemsOf: oncePer((view) => findingItems(view).map((item) => dated(item, ports))),
  })
}
