import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { arbitraryOf } from '../../test/tools/arbitrary.ts'
import { absent, failed, read } from '../../test/tools/kept.ts'
import { fleetOf } from '../../test/tools/made-views.ts'
import { trappedFleet } from '../../test/tools/sample-fleet.ts'
import { subscribed } from '../../test/tools/sample-subscription.ts'
import { subscription } from '../collectors/node/subscription.ts'
import { fakeClock } from '../lib/clock.ts'
import type { Observation } from '../model/observation.ts'
import { licenseItems, licenseItemShape } from './license-list.ts'
import { licenseListing } from './listings.ts'
import { overviewOf } from './overview.ts'
import { openList } from './query/list.ts'
import { QueryError } from './query/query-error.ts'

const AT = fakeClock().now()
const HOUR = 3_600_000

const seen = (more: Parameters<typeof subscribed>[1] = {}): Observation =>
  subscribed(AT, {
    product: 'Proxmox VE Community Subscription 2 CPUs/year',
    checkedAtSeconds: AT / 1000 - 60,
    ...more,
  })

it('shows a subscription as a row of a list', () => {
  const fleet = fleetOf([{ cluster: 'prod', nodes: { pve1: [seen()] } }])
  assert.deepEqual(fleet.remotes().flatMap(licenseItems), [
    {
      node: 'pve1',
      node_id: 1,
      remote_id: 1,
      cluster: 'prod',
      status: 'active',
      level: 'community',
      product: 'Proxmox VE Community Subscription 2 CPUs/year',
      key: 'pve2c-••••…89',
      sockets: 2,
      expires: '2027-03-01',
      checked_at: '2025-12-31T23:59:00.000Z',
      message: null,
      collected_at: '2026-01-01T00:00:00.000Z',
      stale: false,
      problems: [],
    },
  ])
})

describe('the licences of a fleet', () => {
  it('are an item for each node, also for one that could not be asked, which says why', () => {
    const nodes = {
      pve1: [seen()],
      pve2: [failed(subscription, 'forbidden', AT)],
      pve3: [absent(subscription, AT)],
      pve4: [],
    }
    assert.deepEqual(
      fleetOf([{ cluster: 'prod', nodes }])
        .remotes()
        .flatMap(licenseItems)
        .map(({ node, status, collected_at, stale, problems }) => [
          node,
          status,
          collected_at,
          stale,
          problems.map((one) => one.status),
        ]),
      [
        ['pve1', 'active', '2026-01-01T00:00:00.000Z', false, []],
        ['pve2', null, null, false, ['failed']],
        ['pve3', null, null, false, ['absent']],
        ['pve4', null, null, false, ['never']],
      ],
    )
  })

  it('are those that the overview counts', () => {
    const views = trappedFleet().remotes()
    const statuses = views.flatMap(licenseItems).map(({ status }) => status)
    assert.deepEqual(statuses, ['active', 'notfound', 'expired', 'invalid', null])
    assert.deepEqual(overviewOf(views).licenses, { active: 1, none: 1, expired: 2 })
  })

  it('grow stale after three days', () => {
    const clock = fakeClock(AT)
    const fleet = fleetOf([{ cluster: null, nodes: { pve1: [seen()] } }], clock)
    const isStale = (): unknown => fleet.remotes().flatMap(licenseItems)[0]?.stale
    clock.advance(72 * HOUR)
    assert.equal(isStale(), false)
    clock.advance(1)
    assert.equal(isStale(), true)
  })
})

describe('the list of licences', () => {
  const fleet = fleetOf([
    {
      cluster: 'prod',
      nodes: { pve1: [seen()], pve2: [seen({ level: 'basic', expires: '2026-02-01', key: 'pve2b-9876543210' })] },
    },
    { cluster: null, nodes: { alone: [seen({ status: 'notfound', level: null, expires: null, key: null })] } },
  ])
  const list = openList(licenseListing, licenseItems)
  const named = (q: string, sort: string | null = null): string[] =>
    list(fleet.remotes(), { q, sort, order: 'asc', limit: 100, cursor: null }).items.map(({ node }) => node)

  it('is filtered by status and level, and sorted by expiry', () => {
    assert.deepEqual(named(''), ['alone', 'pve1', 'pve2'])
    assert.deepEqual(named('status:active'), ['pve1', 'pve2'])
    assert.deepEqual(named('type:basic cluster:prod'), ['pve2'])
    assert.deepEqual(named('', 'expires'), ['pve2', 'pve1', 'alone'])
  })

  it('tells nothing of keys: not by finding them, not by their order', () => {
    assert.deepEqual(named('…89'), [])
    assert.deepEqual(named('pve2b-'), [])
    assert.throws(
      () => named('', 'key'),
      (error) => error instanceof QueryError && !error.message.includes(' key,'),
    )
  })
})

it('shows any licence in the shape promised, one for each node, whatever was said of it', () => {
  const look = arbitraryOf(subscription.fact).map((fact) => read<unknown>(subscription, fact, AT))
  fc.assert(
    fc.property(fc.array(look, { maxLength: 2 }), fc.array(look, { maxLength: 2 }), (pve1, pve2) => {
      const views = fleetOf([{ cluster: 'prod', nodes: { pve1, pve2 } }]).remotes()
      const items = views.flatMap(licenseItems)
      for (const item of items) assert.deepEqual(licenseItemShape.parse(item), item)
      const { active, none, expired } = overviewOf(views).licenses
      const known = items.filter(({ status }) => status !== null).length
      assert.equal(items.length, 2)
      assert.ok((active ?? 0) + (none ?? 0) + (expired ?? 0) <= known)
    }),
  )
})
