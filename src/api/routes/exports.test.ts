import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { parseCsv } from 'hucre/csv'
import { readXlsx } from 'hucre/xlsx'
import { makeFleet } from '../../../bench/made-fleet.ts'
import { bearer, withPeople } from '../../../test/tools/accounts.ts'
import { apiWith, problemIn } from '../../../test/tools/api.ts'
import { read } from '../../../test/tools/kept.ts'
import { fleetOf } from '../../../test/tools/made-views.ts'
import { listed } from '../../../test/tools/sample-guest.ts'
import { sampleLooks } from '../../../test/tools/sample-node.ts'
import { guests } from '../../collectors/node/guests.ts'
import { coverageOf } from '../../fleet/coverage.ts'
import { fakeClock } from '../../lib/clock.ts'
import { turn } from '../../lib/turn.ts'

const AT = fakeClock().now()
const KINDS = ['nodes', 'vms', 'storage', 'network', 'snapshots', 'licenses'] as const

const rows = [
  listed({ vmid: 100, name: 'web', cpuRatio: 0.1, tags: ['prod', 'eu'], lock: null }),
  listed({ vmid: 101, name: '=cmd()', cpuRatio: 0.3, tags: ['test'] }),
  listed({ vmid: 102, name: 'two, "three"\nfour', cpuRatio: null, tags: [] }),
  listed({ vmid: 103, name: '-2+3', cpuRatio: 0.2, tags: ['＝x'] }),
]
const looks = [
  ...sampleLooks(AT).filter(({ collector }) => collector !== guests.name),
  read(guests, { guests: rows }, AT),
]
const fleet = fleetOf([{ cluster: 'prod', nodes: { pve1: looks } }])
const { app } = await apiWith({ fleet })

async function get(file: string) {
  const response = await app.inject(`/api/export/${file}`)
  assert.equal(response.statusCode, 200, response.body)
  return response
}

/** A CSV file as the objects it tells of. */
async function csv(file: string): Promise<Record<string, unknown>[]> {
  const [names = [], ...lines] = parseCsv((await get(file)).body)
  return lines.map((line) => Object.fromEntries(names.map((name, index) => [String(name), line[index]])))
}

const items = async (kind: string): Promise<unknown> =>
  (await app.inject(`/api/dashboard/${kind}?limit=1000`)).json<{ items: unknown }>().items

describe('an export', () => {
  it('as JSON holds exactly the items of the list, when they were exported, and how much is known', async () => {
    for (const kind of KINDS) {
      const { headers, body } = await get(`${kind}.json`)
      assert.equal(headers['content-type'], 'application/json; charset=utf-8')
      assert.deepEqual(JSON.parse(body), {
        exported_at: '2026-01-01T00:00:00.000Z',
        coverage: coverageOf(fleet.remotes()),
        items: await items(kind),
      })
    }
  })

  it('is a file with the day in its name', async () => {
    const { headers } = await get('vms.csv')
    assert.equal(headers['content-disposition'], 'attachment; filename="panoramica-vms-2026-01-01.csv"')
    assert.equal(headers['content-type'], 'text/csv; charset=utf-8')
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(
      (await get('nodes.xlsx')).headers['content-type'],
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    )
  })

  it('as CSV has a column for each field, empty where it is not known', async () => {
    const [node] = await csv('nodes.csv')
    assert.ok(node)
    assert.deepEqual(
      ['name', 'cpu.used_percent', 'memory.total_bytes', 'license.expires', 'stale', 'problems'].map(
        (name) => node[name],
      ),
      ['pve1', '12.5', '137438953472', '2027-03-01', 'false', ''],
    )
    const guest = (await csv('vms.csv'))[0]
    assert.deepEqual([guest?.['vmid'], guest?.['tags'], guest?.['lock']], ['100', 'prod, eu', ''])
  })

  it('as CSV runs nothing in a spreadsheet', async () => {
    const names = (await csv('vms.csv')).map(({ name }) => name)
    assert.deepEqual(names, ['web', "'=cmd()", 'two, "three"\nfour', "'-2+3"])
    assert.equal((await csv('vms.csv'))[3]?.['tags'], "'＝x")
  })

  it('as CSV ends each line and begins with the mark of UTF-8 where it is asked for', async () => {
    const [plain, marked] = [(await get('storage.csv')).rawPayload, (await get('storage.csv?bom=1')).rawPayload]
    assert.deepEqual([...marked.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    assert.deepEqual(marked.subarray(3), plain)
    assert.match(plain.toString(), /^name,type,.*\r\nlocal-zfs,zfspool,.*\r\n$/)
  })

  it('as XLSX holds numbers as numbers, text as text and nothing where nothing is known', async () => {
    const { sheets } = await readXlsx((await get('vms.xlsx')).rawPayload)
    const [sheet] = sheets
    assert.deepEqual([sheets.length, sheet?.name], [1, 'vms'])
    const [names = [], ...lines] = sheet?.rows ?? []
    const column = (name: string) => lines.map((line) => line[names.indexOf(name)] ?? null)
    assert.deepEqual(column('vmid'), [100, 101, 102, 103])
    assert.deepEqual(column('name'), ['web', '=cmd()', 'two, "three"\nfour', '-2+3'])
    assert.deepEqual(column('cpu_percent'), [10, 30, null, 20])
    assert.deepEqual(column('template'), [false, false, false, false])
    assert.deepEqual(column('collected_at')[0], '2026-01-01T00:00:00.000Z')
    const formulas = [...(sheet?.cells?.values() ?? [])].filter(({ formula }) => formula !== undefined)
    assert.deepEqual(formulas, [])
  })

  it('is filtered and sorted as the list is', async () => {
    const vmids = async (query: string) => (await csv(`vms.csv?${query}`)).map(({ vmid }) => vmid)
    assert.deepEqual(await vmids('q=tag:prod,test&sort=-cpu_percent'), ['101', '100'])
    assert.deepEqual(await vmids('sort=cpu_percent&order=desc'), ['101', '103', '100', '102'])
    assert.deepEqual(await vmids('q=nothing'), [])
  })

  it('names the parameter that is not valid', async () => {
    for (const [query, parameter] of [
      ['q=colour:red', 'q'],
      ['sort=nope', 'sort'],
      ['sort=key', 'sort'],
      ['order=up', 'order'],
      ['bom=2', 'bom'],
      ['bom=1&bom=1', 'bom'],
    ] as const) {
      for (const format of ['csv', 'json', 'xlsx']) {
        const problem = problemIn(await app.inject(`/api/export/licenses.${format}?${query}`), 400, 'bad-parameter')
        assert.equal(problem['parameter'], `query.${parameter}`)
      }
    }
  })

  it('is there for lists and formats that exist', async () => {
    for (const file of [
      'guests.csv',
      'vms.pdf',
      'vms.CSV',
      'constructor.csv',
      'vms.toString',
      'vms.csv.csv',
      'vms',
      '',
    ]) {
      problemIn(await app.inject(`/api/export/${file}`), 404, 'not-found')
    }
    problemIn(await app.inject({ method: 'POST', url: '/api/export/vms.csv' }), 405, 'method-not-allowed')
    const head = await app.inject({ method: 'HEAD', url: '/api/export/vms.csv' })
    assert.deepEqual([head.statusCode, head.body], [200, ''])
  })
})

describe('who reads an export', () => {
  it('sees what the list shows them: a viewer no key of a subscription', () =>
    withPeople(
      async ({ ask, token }) => {
        problemIn(await ask({ url: '/api/export/licenses.csv' }), 401, 'unauthenticated')
        for (const format of ['csv', 'json']) {
          const as = async (role: 'viewer' | 'admin'): Promise<string> =>
            (await ask({ url: `/api/export/licenses.${format}`, headers: bearer(await token(role)) })).body
          const [viewer, admin] = [await as('viewer'), await as('admin')]
          assert.match(admin, /pve2c/)
          assert.ok(!viewer.includes('pve2c') && viewer.includes('[hidden]'), viewer)
          assert.equal(viewer.replaceAll('[hidden]', ''), admin.replaceAll(/pve2c-[^",]*/g, ''))
        }
      },
      { fakes: { fleet } },
    ))
})

describe('an export of 20,000 guests', async () => {
  const { fleet: large } = makeFleet({ clusters: 20, nodesEach: 10, guestsEach: 100 }, fakeClock())
  const views = large.remotes()
  const { app: server } = await apiWith({ fleet: { ...large, remotes: () => views } })

  /** The longest that others have to wait for their turn, in milliseconds of our own processor time. */
  async function longestStep(task: () => Promise<unknown>): Promise<number> {
    let [longest, isOver] = [0, false]
    const over = task().finally(() => (isOver = true))
    while (!isOver) {
      const before = process.threadCpuUsage()
      await turn()
      const { user, system } = process.threadCpuUsage(before)
      longest = Math.max(longest, (user + system) / 1000)
    }
    await over
    return longest
  }

  for (const format of ['csv', 'json', 'xlsx']) {
    it(`leaves others their turn while it is written as ${format}`, async (t) => {
      const longest = await longestStep(async () => {
        const { statusCode } = await server.inject(`/api/export/vms.${format}?sort=-cpu_percent,name&q=-tag:none`)
        assert.equal(statusCode, 200)
      })
      t.diagnostic(`longest step: ${longest.toFixed(1)} ms`)
      // Twice what is promised: the first export runs before V8 has compiled it well, and shares the processor with others.
      assert.ok(longest < 100, `${longest.toFixed(1)} ms`)
    })
  }

  it('ends when its reader goes away', async () => {
    let written = 0
    const counting = views.map((view) => ({
      ...view,
      guests: view.guests.map((guest) => ({
        ...guest,
        get qmp_status() {
          written++
          return guest.qmp_status
        },
      })),
    }))
    const { app: own } = await apiWith({ fleet: { ...large, remotes: () => counting } })
    await own.listen({ host: '127.0.0.1', port: 0 })
    const { port } = own.server.address() as AddressInfo
    const reading = request({ host: '127.0.0.1', port, path: '/api/export/vms.json' })
    const [response] = (await once(reading.end(), 'response')) as [IncomingMessage]
    await once(response, 'data')
    response.destroy()
    for (let before = -1; before !== written;) {
      before = written
      for (let turns = 0; turns < 50; turns++) await turn()
    }
    assert.ok(written > 0 && written < 20_000, String(written))
    await own.close()
  })
})
