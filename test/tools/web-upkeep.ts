import type { Page } from 'playwright-core'
import { snapshots } from '../../src/collectors/guest/snapshots.ts'
import { guests } from '../../src/collectors/node/guests.ts'
import { subscription } from '../../src/collectors/node/subscription.ts'
import { version } from '../../src/collectors/node/version.ts'
import type { Fleet } from '../../src/fleet/fleet.ts'
import { fakeClock } from '../../src/lib/clock.ts'
import type { Observation } from '../../src/model/observation.ts'
import { apiWith } from './api.ts'
import { failed, read } from './kept.ts'
import { fleetOf, ofGuest } from './made-views.ts'
import { AT, listed } from './sample-guest.ts'
import { subscribed, subscriptionOf } from './sample-subscription.ts'

const DAY = 86_400

/** Text that must stay text wherever it is shown. */
export const EVIL = '<img src=x onerror=alert(1)>'

const taken = (name: string, daysAgo: number | null, description: string | null = null) => ({
  name,
  createdAtSeconds: daysAgo === null ? null : AT / 1000 - daysAgo * DAY,
  description,
  parent: null,
  withMemory: false,
})

const snapshotsOf = (vmid: number, ...found: ReturnType<typeof taken>[]): Observation =>
  ofGuest(read(snapshots, { snapshots: found, parentOfCurrent: null }, AT), vmid)

const unsubscribed = subscriptionOf({ status: 'notfound' }, AT)

const isRead = read(
  version,
  { pveVersion: '8.4.21', kernelVersion: '6.8.12-9-pve', uptimeSeconds: 7, bootMode: null, secureBoot: null },
  AT,
)

const there = (...rows: Parameters<typeof listed>[0][]): Observation =>
  read(guests, { guests: rows.map((row) => listed(row)) }, AT)

/** Something to see on each page: of guests that stand still, old snapshots, a licence that lapsed and one nobody may read. */
export const busyFleet = (): Fleet =>
  fleetOf(
    [
      {
        cluster: 'prod',
        nodes: {
          pve1: [
            isRead,
            there({ vmid: 100, name: 'web' }, { vmid: 101, name: 'db', status: 'io-error', tags: ['core'] }),
            snapshotsOf(100, taken('before', 40, EVIL), taken('after', 2), taken('lost', null)),
            snapshotsOf(101, taken('nightly', 100)),
            subscribed(AT, { expires: '2099-03-01' }),
          ],
          pve2: [
            isRead,
            there({ vmid: 200, name: null }),
            subscribed(AT, { status: 'expired', level: 'basic', expires: '2020-02-01' }),
          ],
        },
      },
      { cluster: null, nodes: { alone: [isRead, there(), unsubscribed] } },
      { cluster: null, nodes: { shut: [isRead, there(), failed(subscription, 'forbidden', AT)] } },
    ],
    fakeClock(AT),
  )

/** Nothing to look after. */
export const calmFleet = (): Fleet =>
  fleetOf(
    [{ cluster: null, nodes: { alone: [isRead, there({ vmid: 100 }), snapshotsOf(100), unsubscribed] } }],
    fakeClock(AT),
  )

/** Has the API of this fleet answer what a page asks of it. */
export async function playUpkeep(page: Page, fleet: Fleet): Promise<void> {
  const { app } = await apiWith({ fleet, history: { since: () => AT } })
  await page.route(/\/api\/(dashboard|nodes|findings|clusters|remotes)/, async (route) => {
    const request = route.request()
    const { pathname, search } = new URL(request.url())
    const accept = request.headers()['accept'] ?? ''
    const { statusCode, headers, body } = await app.inject({ url: pathname + search, headers: { accept } })
    await route.fulfill({ status: statusCode, contentType: String(headers['content-type']), body })
  })
}
