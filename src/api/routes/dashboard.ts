import { z } from 'zod'
import { coverageOf, coverageShape } from '../../fleet/coverage.ts'
import {
  findingListing,
  guestListing,
  licenseListing,
  networkListing,
  nodeListing,
  snapshotListing,
  storageListing,
} from '../../fleet/listings.ts'
import { licenseItems } from '../../fleet/license-list.ts'
import { networkItems } from '../../fleet/network-list.ts'
import { nodeItems } from '../../fleet/node-item.ts'
import { oncePer } from '../../fleet/once-per.ts'
import { overviewOf, overviewShape } from '../../fleet/overview.ts'
import { openList } from '../../fleet/query/list.ts'
import type { Listing, Page } from '../../fleet/query/list.ts'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { snapshotItems } from '../../fleet/snapshot-list.ts'
import { storageItems } from '../../fleet/storage-list.ts'
import { tagOf } from '../conditional.ts'
import { datedFindings } from '../dated-findings.ts'
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

interface Listed<Item extends object> {
  readonly url: string
  readonly summary: string
  readonly listing: Listing<Item>
  readonly itemsOf: (view: RemoteView) => readonly Item[]
}

function listRoute<Item extends object>(app: Api, { fleet }: ApiPorts, listed: Listed<Item>): void {
  const { url, summary, listing, itemsOf } = listed
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
  inventoryRoutes(app, ports)
  upkeepRoutes(app, ports)
}

/** What there is. */
function inventoryRoutes(app: Api, ports: ApiPorts): void {
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
}

/** What has to be looked after. */
function upkeepRoutes(app: Api, ports: ApiPorts): void {
  listRoute(app, ports, {
    url: '/api/dashboard/snapshots',
    summary: 'Snapshots of guests, the oldest first',
    listing: snapshotListing,
    itemsOf: snapshotItems,
  })
  listRoute(app, ports, {
    url: '/api/dashboard/licenses',
    summary: 'Subscriptions of nodes',
    listing: licenseListing,
    itemsOf: licenseItems,
  })
  listRoute(app, ports, {
    url: '/api/findings',
    summary: 'What deserves attention, the worst first',
    listing: findingListing,
    itemsOf: datedFindings(ports.history),
  })
}
