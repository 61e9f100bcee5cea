import type { Page } from 'playwright-core'
import { containerStatus } from '../../src/collectors/node/container-status.ts'
import { guests } from '../../src/collectors/node/guests.ts'
import { openFleet } from '../../src/fleet/fleet.ts'
import { fakeClock } from '../../src/lib/clock.ts'
import { apiWith, REMOTE } from './api.ts'
import { read } from './kept.ts'
import { knownNode } from './known-node.ts'
import { AT, container, listed, sampleGuest } from './sample-guest.ts'
import { sampleLooks } from './sample-node.ts'

/** A name and a note that must stay text wherever they are shown. */
export const EVIL = '<img src=x onerror=alert(1)>'

const GUESTS = [
  listed(),
  listed({ vmid: 101, type: 'lxc', name: 'dns', cpuRatio: 0.9, tags: ['core'], pool: null, haState: null }),
  listed({
    vmid: 102,
    name: EVIL,
    status: 'stopped',
    cpuRatio: null,
    memoryUsedBytes: null,
    uptimeSeconds: 0,
    tags: [],
  }),
  listed({
    vmid: 900,
    name: 'debian',
    status: 'stopped',
    template: true,
    cpuRatio: 0,
    memoryUsedBytes: 0,
    uptimeSeconds: 0,
    tags: [],
  }),
]

/** A cluster of two nodes: on pve1 three guests and a template, of which VM 100 was read itself; pve2 was never read. */
async function clusterApi() {
  const fleet = openFleet(fakeClock(AT))
  const node = (id: number) =>
    knownNode({ id, name: `pve${id}`, address: `pve${id}.lan`, firstSeenAt: AT, lastSeenAt: AT })
  fleet.place(REMOTE, [node(1), node(2)])
  fleet.apply(1, [
    ...sampleLooks(AT),
    ...sampleGuest(AT),
    read(guests, { guests: GUESTS }, AT),
    read(containerStatus, { containers: [container({ vmid: 101 })] }, AT),
  ])
  const { app } = await apiWith({ fleet })
  return app
}

/** Has the API of a cluster answer what a page asks of the fleet, and notes what it was asked. */
export async function playCluster(page: Page): Promise<string[]> {
  const app = await clusterApi()
  const asked: string[] = []
  await page.route(/\/api\/live\b/, (route) => route.fulfill({ status: 204 }))
  await page.route(/\/api\/(dashboard|nodes|findings|clusters|remotes)/, async (route) => {
    const request = route.request()
    const { pathname, search } = new URL(request.url())
    asked.push(`${request.method()} ${pathname}`)
    const { statusCode, headers, body } = await app.inject({
      method: request.method() === 'POST' ? 'POST' : 'GET',
      url: pathname + search,
      headers: { accept: request.headers()['accept'] ?? '' },
    })
    await route.fulfill({ status: statusCode, contentType: String(headers['content-type']), body })
  })
  return asked
}
