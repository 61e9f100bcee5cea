import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeFleet } from '../../../bench/made-fleet.ts'
import { bearer, withPeople } from '../../../test/tools/accounts.ts'
import { apiWith, problemIn } from '../../../test/tools/api.ts'
import { familiesIn } from '../../../test/tools/exposition.ts'
import { failed, read } from '../../../test/tools/kept.ts'
import { fleetOf } from '../../../test/tools/made-views.ts'
import { listed } from '../../../test/tools/sample-guest.ts'
import { sampleLooks } from '../../../test/tools/sample-node.ts'
import { cluster } from '../../collectors/cluster/cluster.ts'
import { guests } from '../../collectors/node/guests.ts'
import { memory } from '../../collectors/node/memory.ts'
import { temperatures } from '../../collectors/node/temperatures.ts'
import { version } from '../../collectors/node/version.ts'
import { fakeClock } from '../../lib/clock.ts'
import { turn } from '../../lib/turn.ts'
import { openCounts } from '../metrics/counts.ts'
import type { ApiPorts } from '../ports.ts'

const AT = fakeClock().now()
const HOSTILE = 'web"\\\n} 1\nfake_total{a="'

const rows = [
  listed({ vmid: 100, name: HOSTILE, cpuRatio: 0.25, memoryUsedBytes: 2 ** 30 }),
  listed({ vmid: 101, name: 'db', status: 'stopped', cpuRatio: null, memoryUsedBytes: null }),
  listed({ vmid: 102, name: null, type: 'lxc' }),
  listed({ vmid: 103, template: true, status: 'stopped' }),
]
const without = (...names: string[]) => sampleLooks(AT).filter(({ collector }) => !names.includes(collector))
const looks = [...without(guests.name), read(guests, { guests: rows }, AT)]

/** What one scrape of this fleet tells. */
async function scrape(fleet: Partial<ApiPorts['fleet']>, query = '') {
  const { app } = await apiWith({ fleet })
  const response = await app.inject(`/metrics${query}`)
  assert.equal(response.statusCode, 200, response.body)
  assert.equal(response.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8')
  const families = familiesIn(response.body)
  return {
    families,
    /** Values of a name by the values of their labels. */
    values: (name: string): Record<string, number> =>
      Object.fromEntries(
        (families.get(name)?.samples ?? []).map(({ labels, value }) => [Object.values(labels).join(' '), value]),
      ),
  }
}

const { families, values } = await scrape(
  fleetOf([
    { cluster: 'prod', nodes: { pve1: looks } },
    { cluster: null, nodes: { alone: [] } },
  ]),
  '?guests=1',
)

describe('metrics', () => {
  it('tell of the fleet in numbers', () => {
    assert.deepEqual(values('panoramica_nodes'), { online: 1, offline: 0, unknown: 1 })
    assert.deepEqual(values('panoramica_guests'), {
      'qemu running': 1,
      'qemu stopped': 1,
      'qemu paused': 0,
      'qemu unknown': 0,
      'lxc running': 1,
      'lxc stopped': 0,
      'lxc paused': 0,
      'lxc unknown': 0,
    })
    assert.deepEqual(values('panoramica_guest_templates'), { '': 1 })
    assert.deepEqual(values('panoramica_fleet_memory_size_bytes'), { '': 137438953472 })
    assert.deepEqual(values('panoramica_fleet_cpu_used_ratio'), { '': 0.125 })
    assert.deepEqual(values('panoramica_subscriptions'), { active: 1, none: 0, expired: 0 })
    assert.deepEqual(Object.keys(values('panoramica_findings')), ['critical', 'warning'])
    assert.deepEqual(values('panoramica_build_info'), { '1.2.3': 1 })
  })

  it('tell of each node and each storage, in base units', () => {
    assert.deepEqual(values('panoramica_node_up'), { '1 pve1 prod': 1 })
    assert.deepEqual(values('panoramica_node_cpu_used_ratio'), { '1 pve1 prod': 0.125 })
    assert.deepEqual(values('panoramica_node_memory_used_bytes'), { '1 pve1 prod': 68719476736 })
    assert.deepEqual(values('panoramica_node_temperature_celsius'), { '1 pve1 prod': 45.5 })
    assert.deepEqual(values('panoramica_storage_used_bytes'), { '1 prod pve1 local-zfs zfspool': 1073741824000 })
    assert.deepEqual(families.get('panoramica_storage_active')?.samples[0]?.labels, {
      remote_id: '1',
      cluster: 'prod',
      node: 'pve1',
      storage: 'local-zfs',
      type: 'zfspool',
    })
  })

  it('tell of each guest where it is asked for, of those that run what they use', async () => {
    assert.deepEqual(values('panoramica_guest_up'), {
      [`1 100 ${HOSTILE}`]: 1,
      '1 101 db': 0,
      '1 102': 1,
      '1 103 web': 0,
    })
    assert.equal(values('panoramica_guest_cpu_used_ratio')[`1 100 ${HOSTILE}`], 0.25)
    assert.equal('1 101 db' in values('panoramica_guest_memory_used_bytes'), false)
    const few = await scrape(fleetOf([{ cluster: 'prod', nodes: { pve1: looks } }]))
    assert.deepEqual(
      [...few.families.keys()].filter((name) => /^panoramica_guest_(?!templates)/.test(name)),
      [],
    )
  })

  it('cannot be made up by what a guest is called', () => {
    assert.equal(families.has('fake_total'), false)
    assert.equal(families.get('panoramica_guest_info')?.samples[0]?.labels['guest'], HOSTILE)
  })

  it('leave out what is not known, and never say 0 for it', async () => {
    const blind = without(cluster.name, guests.name, temperatures.name)
    const one = await scrape(fleetOf([{ cluster: null, nodes: { pve1: [...blind, failed(memory, 'timeout', AT)] } }]))
    for (const name of ['panoramica_guests', 'panoramica_guest_templates', 'panoramica_node_temperature_celsius'])
      assert.equal(one.families.has(name), false, name)
    assert.deepEqual(one.families.get('panoramica_node_up')?.samples[0]?.labels, { node_id: '1', node: 'pve1' })
    const none = await scrape(fleetOf([]))
    assert.equal(none.families.has('panoramica_fleet_cpu_used_ratio'), false)
    assert.deepEqual(none.values('panoramica_remotes'), { '': 0 })
  })

  it('have a gap where a node was not read for too long, and say how old everything is', async () => {
    const clock = fakeClock()
    const fleet = fleetOf([{ cluster: 'prod', nodes: { pve1: looks } }], clock)
    clock.advance(7 * 86_400_000)
    const { app } = await apiWith({ fleet })
    const old = familiesIn((await app.inject('/metrics?guests=1')).body)
    for (const name of ['panoramica_node_cpu_used_ratio', 'panoramica_storage_used_bytes', 'panoramica_guest_cpus'])
      assert.equal(old.has(name), false, name)
    assert.ok(old.has('panoramica_node_look_age_seconds') && old.has('panoramica_remote_oldest_look_age_seconds'))
  })

  it('tell of the process', () => {
    for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds'])
      assert.equal(families.get(name)?.samples.length, 1, name)
  })

  it('name the parameter that is not valid', async () => {
    const { app } = await apiWith()
    for (const query of ['guests=2', 'guests=', 'guests=1&guests=1']) {
      assert.equal(problemIn(await app.inject(`/metrics?${query}`), 400, 'bad-parameter')['parameter'], 'query.guests')
    }
  })

  it('are for whoever has a token', () =>
    withPeople(async ({ ask, token }) => {
      problemIn(await ask({ url: '/metrics' }), 401, 'unauthenticated')
      const { statusCode, headers } = await ask({ url: '/metrics', headers: bearer(await token('viewer')) })
      assert.deepEqual([statusCode, headers['cache-control']], [200, 'no-store'])
    }))
})

describe('what is counted', () => {
  it('is what came of each look, and how long it took where there was an answer', async () => {
    const counts = openCounts('1.2.3')
    counts.looked([
      ...sampleLooks(AT).filter(({ collector }) => collector === version.name),
      failed(memory, 'timeout', AT),
    ])
    counts.looked([failed(memory, 'forbidden', AT)])
    const counted = familiesIn(await counts.text())
    const samples = (name: string) =>
      counted.get(name)?.samples.map(({ name: of, labels, value }) => [of, ...Object.values(labels), value])
    assert.deepEqual(samples('panoramica_collector_looks_total'), [
      ['panoramica_collector_looks_total', 'version', 'ok', 1],
      ['panoramica_collector_looks_total', 'memory', 'failed', 2],
    ])
    assert.deepEqual(
      samples('panoramica_collector_failures_total')?.map((one) => one.slice(1)),
      [
        ['memory', 'timeout', 1],
        ['memory', 'forbidden', 1],
      ],
    )
    assert.deepEqual(samples('panoramica_collector_duration_seconds')?.slice(-2), [
      ['panoramica_collector_duration_seconds_sum', 'version', 0.012],
      ['panoramica_collector_duration_seconds_count', 'version', 1],
    ])
  })

  it('is each request by its route, whatever was in its address', async () => {
    const { app } = await apiWith()
    for (const url of ['/api/nodes/1', '/api/nodes/2', '/api/nope/1', '/api/nope/2']) await app.inject(url)
    const counted = familiesIn((await app.inject('/metrics')).body).get('panoramica_http_request_duration_seconds')
    const requests = counted?.samples.filter(({ name }) => name.endsWith('_count')) ?? []
    assert.deepEqual(
      requests.map(({ labels, value }) => [...Object.values(labels), value]),
      [
        ['GET', '/api/nodes/:node_id', '200', 2],
        ['GET', 'none', '404', 2],
      ],
    )
  })

  it('is who follows what changes, as long as they do', async () => {
    const { app } = await apiWith()
    const address = await app.listen({ host: '127.0.0.1', port: 0 })
    const followers = async (): Promise<number | undefined> =>
      familiesIn(await (await fetch(`${address}/metrics`)).text())
        .get('panoramica_http_open_requests')
        ?.samples.find(({ labels }) => labels['route'] === '/api/live')?.value
    assert.equal(await followers(), undefined)
    const leaving = new AbortController()
    await fetch(`${address}/api/live`, { signal: leaving.signal })
    assert.equal(await followers(), 1)
    leaving.abort()
    while ((await followers()) !== 0) await turn()
    await app.close()
  })

  it('is counted for one server, and not for another', async () => {
    const [one, other] = [openCounts('1'), openCounts('2')]
    one.looked([failed(memory, 'timeout', AT)])
    assert.deepEqual(familiesIn(await other.text()).get('panoramica_collector_looks_total')?.samples, [])
  })
})

describe('metrics of many guests', () => {
  it('have a line for each guest and name', async () => {
    const { fleet } = makeFleet({ clusters: 2, nodesEach: 5, guestsEach: 200 }, fakeClock())
    const many = await scrape(fleet, '?guests=1')
    assert.equal(many.families.get('panoramica_guest_up')?.samples.length, 2000)
    assert.equal(many.families.get('panoramica_guest_info')?.samples.length, 2000)
  })
})
