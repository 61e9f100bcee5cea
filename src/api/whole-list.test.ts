import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { makeFleet } from '../../bench/made-fleet.ts'
import { apiWith, problemIn } from '../../test/tools/api.ts'
import { bearer, withPeople } from '../../test/tools/accounts.ts'
import { fleetOf } from '../../test/tools/made-views.ts'
import { subscribed } from '../../test/tools/sample-subscription.ts'
import { coverageOf } from '../fleet/coverage.ts'
import type { GuestItem } from '../fleet/guest-shapes.ts'
import { guestListing } from '../fleet/listings.ts'
import { fakeClock } from '../lib/clock.ts'
import { FLEET_LISTS } from './fleet-lists.ts'
import { asksForLines, linesOf } from './whole-list.ts'

const AS_LINES = { accept: 'application/x-ndjson' }
const URLS = [...Object.values(FLEET_LISTS).map(({ url }) => url), '/api/findings']
const ALL = { q: '', sort: null, order: 'asc' } as const

/** More guests than are written or put in order in one go. */
const made = makeFleet({ clusters: 2, nodesEach: 1, guestsEach: 350 }, fakeClock())
const { app } = await apiWith({ fleet: made.fleet })

const parsed = (body: string): unknown[] => {
  assert.ok(body.endsWith('\n'))
  return body
    .slice(0, -1)
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}

async function whole(url: string): Promise<unknown[]> {
  const response = await app.inject({ url, headers: AS_LINES })
  assert.equal(response.statusCode, 200, response.body)
  assert.equal(response.headers['content-type'], 'application/x-ndjson; charset=utf-8')
  assert.equal(response.headers['cache-control'], 'no-store')
  return parsed(response.body)
}

describe('a whole list', () => {
  it('is a line that says how many items there are and of what, and a line for each as pages have it', async () => {
    for (const url of URLS) {
      const page = (await app.inject(`${url}?limit=1000`)).json<{ items: unknown[]; total: number }>()
      const coverage = coverageOf(made.fleet.remotes())
      assert.deepEqual(await whole(url), [{ total: page.total, coverage }, ...page.items], url)
    }
    assert.equal((await whole('/api/dashboard/vms')).length, 701)
  })

  it('is filtered and sorted as pages are, and has no pages', async () => {
    const query = 'q=status:running%20web&sort=cpu_percent&order=desc'
    const page = (await app.inject(`/api/dashboard/vms?${query}&limit=1000`)).json<{ items: unknown[] }>()
    assert.ok(page.items.length > 1)
    const [, ...items] = await whole(`/api/dashboard/vms?${query}&limit=1&cursor=nowhere`)
    assert.deepEqual(items, page.items)
  })

  it('of nothing is one line', async () => {
    const [head, ...items] = await whole('/api/dashboard/vms?q=no-such-guest')
    assert.deepEqual([(head as { total: number }).total, items], [0, []])
  })

  it('is of one state of the fleet, whatever happens while it is sent', async () => {
    const clock = fakeClock()
    const { fleet, live } = makeFleet({ clusters: 2, nodesEach: 1, guestsEach: 150 }, clock)
    const before = fleet.guests()
    let body = ''
    for await (const piece of linesOf(FLEET_LISTS.vms, ALL)(fleet.remotes(), 'viewer')) {
      body += piece
      clock.advance(1000)
      live(1, 1)
      fleet.remove(2)
    }
    assert.equal(fleet.guests().length, 150)
    const [, ...items] = parsed(body)
    const byId = (guests: readonly GuestItem[]) => new Map(guests.map((guest) => [guestListing.id(guest), guest]))
    assert.deepEqual(byId(items as GuestItem[]), byId(before))
  })

  it('is refused with a problem before it begins', async () => {
    for (const query of ['q=colour:red', 'sort=nope', 'order=up', 'limit=0']) {
      const response = await app.inject({ url: `/api/dashboard/vms?${query}`, headers: AS_LINES })
      problemIn(response, 400, 'bad-parameter')
    }
  })

  it('is cut where an item does not fit its schema, and holds nothing else', async (t) => {
    const [view] = made.fleet.remotes()
    const changed = (changes: object) => ({ ...view, guests: view?.guests.map((guest) => ({ ...guest, ...changes })) })
    const served = async (changes: object) => {
      const { app: other } = await apiWith({ fleet: { ...made.fleet, remotes: () => [changed(changes) as never] } })
      t.after(() => other.close())
      const origin = await other.listen({ host: '127.0.0.1', port: 0 })
      return (await fetch(`${origin}/api/dashboard/vms`, { headers: AS_LINES })).text()
    }
    assert.ok(!(await served({ password: 'leaked' })).includes('leaked'))
    await assert.rejects(served({ vmid: 'x' }), TypeError)
  })

  it('hides from viewers what pages hide from them', () =>
    withPeople(
      async ({ ask, token }) => {
        const keys = async (role: 'viewer' | 'admin') => {
          const headers = { ...AS_LINES, ...bearer(await token(role)) }
          const { body } = await ask({ url: '/api/dashboard/licenses', headers })
          return (parsed(body) as { key?: string }[]).slice(1).map(({ key }) => key)
        }
        assert.deepEqual(await keys('viewer'), ['[hidden]'])
        assert.deepEqual(await keys('admin'), ['pve2c-••••…89'])
      },
      { fakes: { fleet: licensed } },
    ))
})

const licensed = fleetOf([{ cluster: null, nodes: { pve1: [subscribed(0)] } }])

describe('the header Accept', () => {
  it('asks for lines where it names them among others', () => {
    for (const accept of [
      'application/x-ndjson',
      'text/html, Application/X-NDJSON;q=0.9',
      ' application/x-ndjson ;x=1',
    ]) {
      assert.ok(asksForLines(accept), accept)
    }
    for (const accept of [
      undefined,
      '',
      '*/*',
      'application/json',
      'application/x-ndjson2',
      'x;application/x-ndjson',
    ]) {
      assert.equal(asksForLines(accept), false, accept)
    }
  })

  it('asks for lines or does not, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.equal(asksForLines(text), /(?:^|,)\s*application\/x-ndjson\s*(?:$|[,;])/i.test(text))
        assert.ok(asksForLines(`${text.replaceAll(/[;,]/g, '')},application/x-ndjson`))
      }),
    )
  })
})
