import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiWith, ask, problemIn } from '../../../test/tools/api.ts'
import { read } from '../../../test/tools/kept.ts'
import { fleetOf } from '../../../test/tools/made-views.ts'
import { listed } from '../../../test/tools/sample-guest.ts'
import { sampleLooks } from '../../../test/tools/sample-node.ts'
import { snapshots } from '../../collectors/guest/snapshots.ts'
import { guests } from '../../collectors/node/guests.ts'
import { coverageOf } from '../../fleet/coverage.ts'
import { licenseItems } from '../../fleet/license-list.ts'
import { networkItems } from '../../fleet/network-list.ts'
import { nodeItems } from '../../fleet/node-item.ts'
import { overviewOf } from '../../fleet/overview.ts'
import { search } from '../../fleet/search.ts'
import { snapshotItems } from '../../fleet/snapshot-list.ts'
import { storageItems } from '../../fleet/storage-list.ts'
import { fakeClock } from '../../lib/clock.ts'

const AT = fakeClock().now()

const LISTS = [
  '/api/dashboard/nodes',
  '/api/dashboard/vms',
  '/api/dashboard/storage',
  '/api/dashboard/network',
  '/api/dashboard/snapshots',
  '/api/dashboard/licenses',
  '/api/findings',
] as const

const rows = Array.from({ length: 5 }, (_, index) =>
  listed({
    vmid: 100 + index,
    name: `web-${String(index)}`,
    cpuRatio: index / 10,
    tags: [index < 2 ? 'prod' : 'test'],
  }),
)
const looks = [
  ...sampleLooks(AT).filter(({ collector }) => collector !== guests.name),
  read(guests, { guests: rows }, AT),
  read(
    snapshots,
    {
      snapshots: [
        { name: 'before', createdAtSeconds: 1, description: null, parent: null, withMemory: null },
        { name: 'after', createdAtSeconds: 2, description: null, parent: 'before', withMemory: null },
      ],
      parentOfCurrent: 'after',
    },
    AT,
  ),
]
const fleet = fleetOf([{ cluster: 'prod', nodes: { pve1: looks } }])
const views = fleet.remotes()

interface Reply {
  readonly items: { readonly vmid: number }[]
  readonly total: number
  readonly next_cursor: string | null
  readonly coverage: unknown
}

const { app } = await apiWith({ fleet })

async function page(url: string): Promise<Reply> {
  const response = await app.inject(url)
  assert.equal(response.statusCode, 200, response.body)
  assert.match(String(response.headers['content-type']), /^application\/json/)
  return response.json<Reply>()
}

const vmids = async (query: string): Promise<number[]> =>
  (await page(`/api/dashboard/vms?${query}`)).items.map(({ vmid }) => vmid)

describe('the dashboard', () => {
  it('shows the fleet in numbers', async () => {
    assert.deepEqual((await app.inject('/api/dashboard/overview')).json(), overviewOf(views))
  })

  it('lists everything there is of a kind, with how much is known', async () => {
    const coverage = coverageOf(views)
    const whole = (items: readonly unknown[]) => ({ items, total: items.length, next_cursor: null, coverage })
    assert.deepEqual(await page('/api/dashboard/nodes'), whole(views.flatMap(nodeItems)))
    assert.deepEqual(await page('/api/dashboard/vms'), whole(views.flatMap((view) => view.guests)))
    assert.deepEqual(await page('/api/dashboard/storage'), whole(views.flatMap(storageItems)))
    assert.deepEqual(await page('/api/dashboard/network'), whole(views.flatMap(networkItems)))
    assert.deepEqual(await page('/api/dashboard/snapshots'), whole(views.flatMap(snapshotItems)))
    assert.deepEqual(await page('/api/dashboard/licenses'), whole(views.flatMap(licenseItems)))
    assert.deepEqual(await page('/api/findings'), whole([]))
  })

  it('filters and sorts', async () => {
    assert.deepEqual(await vmids('q=tag:prod'), [100, 101])
    assert.deepEqual(await vmids('q=web%20-vmid:100,101&sort=cpu_percent&order=desc'), [104, 103, 102])
    assert.deepEqual(await vmids('sort=tags,-vmid'), [101, 100, 104, 103, 102])
    assert.deepEqual(await vmids('q=cluster:other'), [])
  })

  it('goes on from page to page', async () => {
    const first = await page('/api/dashboard/vms?limit=3&sort=name&order=desc')
    assert.deepEqual([first.items.map(({ vmid }) => vmid), first.total], [[104, 103, 102], 5])
    const cursor = encodeURIComponent(first.next_cursor ?? '')
    const second = await page(`/api/dashboard/vms?limit=3&sort=name&order=desc&cursor=${cursor}`)
    assert.deepEqual([second.items.map(({ vmid }) => vmid), second.total, second.next_cursor], [[101, 100], 5, null])
  })

  it('shows what is new at once', async () => {
    const clock = fakeClock()
    const changing = fleetOf([{ cluster: null, nodes: { pve1: looks } }], clock)
    const { app: live } = await apiWith({ fleet: changing })
    const total = async (): Promise<number> => (await live.inject('/api/dashboard/vms')).json<Reply>().total
    assert.equal(await total(), 5)
    changing.apply(1, [read(guests, { guests: rows.slice(1) }, clock.now())])
    assert.equal(await total(), 4)
  })

  it('holds only what its schema names', async () => {
    const [view] = views
    const leaky = { ...view, guests: view?.guests.map((guest) => ({ ...guest, password: 'leaked' })) }
    const { body } = await ask({ url: '/api/dashboard/vms' }, { fleet: { ...fleet, remotes: () => [leaky as never] } })
    assert.ok(body.includes('web-1') && !body.includes('leaked'))
  })

  it('does not answer with what does not fit its schema', async () => {
    const [view] = views
    const broken = { ...view, guests: view?.guests.map((guest) => ({ ...guest, vmid: 'x' })) }
    const response = await ask({ url: '/api/dashboard/vms' }, { fleet: { ...fleet, remotes: () => [broken as never] } })
    problemIn(response, 500, 'internal')
  })
})

describe('a list', () => {
  const wrong: [query: string, parameter: string, sentence: RegExp][] = [
    ['q=colour:red', 'q', /^there is no term colour; there are node, cluster, status, type, tag, ip, vmid/],
    ['q=ip:10.0.0.0/99', 'q', /^ip: takes a network/],
    [`q=${'x'.repeat(501)}`, 'q', /^must have 500 characters at most$/],
    ['q=a&q=b', 'q', /^must be given once$/],
    ['sort=nope', 'sort', /^there is no field nope; there are /],
    ['sort=problems', 'sort', /^there is no field problems; there are /],
    ['sort=__proto__', 'sort', /^there is no field __proto__; there are /],
    ['sort=', 'sort', /^must name a field$/],
    ['sort=a&sort=b', 'sort', /^must be given once$/],
    ['order=up', 'order', /^must be asc or desc$/],
    ['order=', 'order', /^must be asc or desc$/],
    ['limit=0', 'limit', /^must be a whole number from 1 to 1000$/],
    ['limit=1001', 'limit', /^must be a whole number from 1 to 1000$/],
    ['limit=1.5', 'limit', /^must be a whole number from 1 to 1000$/],
    ['limit=', 'limit', /^must be a whole number from 1 to 1000$/],
    ['limit=1&limit=2', 'limit', /^must be given once$/],
    ['cursor=x', 'cursor', /^must be the next_cursor of a page of this list in the same order$/],
    ['cursor=', 'cursor', /^must be the next_cursor of a page of this list in the same order$/],
    ['cursor=a&cursor=b', 'cursor', /^must be given once$/],
  ]

  it('names the parameter that is not valid', async () => {
    for (const url of LISTS) {
      for (const [query, parameter, sentence] of wrong) {
        const problem = problemIn(await app.inject(`${url}?${query}`), 400, 'bad-parameter')
        assert.equal(problem['parameter'], `query.${parameter}`)
        const detail = String(problem['detail'])
        assert.ok(detail.startsWith(`query.${parameter}: `), detail)
        assert.match(detail.slice(`query.${parameter}: `.length), sentence, `${url}?${query.slice(0, 40)}`)
      }
    }
  })

  it('takes every limit from 1 to 1000, and 100 where none is given', async () => {
    const many = Array.from({ length: 101 }, (_, index) => listed({ vmid: 100 + index }))
    const big = fleetOf([{ cluster: null, nodes: { pve1: [read(guests, { guests: many }, AT)] } }])
    const { app: own } = await apiWith({ fleet: big })
    const count = async (query: string): Promise<number> =>
      (await own.inject(`/api/dashboard/vms${query}`)).json<Reply>().items.length
    assert.deepEqual([await count(''), await count('?limit=1'), await count('?limit=1000')], [100, 1, 101])
  })
})

describe('search', () => {
  it('answers with what it finds', async () => {
    const response = await app.inject('/api/search?q=web')
    assert.equal(response.statusCode, 200)
    assert.deepEqual(response.json(), { items: search(views, 'web') })
  })

  it('names the parameter that is not valid', async () => {
    for (const query of ['', '?q=', '?q=%20', `?q=${'x'.repeat(201)}`, '?q=a&q=b']) {
      const problem = problemIn(await app.inject(`/api/search${query}`), 400, 'bad-parameter')
      assert.equal(problem['parameter'], 'query.q')
    }
  })
})
