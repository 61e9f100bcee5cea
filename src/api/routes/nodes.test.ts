import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiWith, ask, problemIn, sampleFleet } from '../../../test/tools/api.ts'
import type { Include } from '../../fleet/sections.ts'
import { StoreError } from '../../store/port.ts'

const ALL: Include = { hardware: true, storage: true, network: true }
const never = (): Promise<never> => Promise.reject(new Error('nothing was to be read'))

describe('nodes', () => {
  it('lists all nodes', async () => {
    const response = await ask({ url: '/api/nodes' })
    assert.equal(response.statusCode, 200)
    assert.deepEqual(response.json(), { items: sampleFleet().nodes(), total: 2 })
    const versions = response
      .json<{ items: { proxmox_version: unknown }[] }>()
      .items.map((item) => item.proxmox_version)
    assert.deepEqual(versions, ['8.4.21', null])
  })

  it('shows one node', async () => {
    const response = await ask({ url: '/api/nodes/2' })
    assert.equal(response.statusCode, 200)
    assert.deepEqual(response.json(), sampleFleet().node(2))
  })

  it('lists all clusters', async () => {
    const response = await ask({ url: '/api/clusters' })
    assert.equal(response.statusCode, 200)
    assert.deepEqual(response.json(), { items: sampleFleet().clusters(), total: 1 })
  })

  it('says that there is no such node', async () => {
    for (const url of ['/api/nodes/3', '/api/nodes/3/host-details', '/api/nodes/3/host-details?max_age=0']) {
      const problem = problemIn(await ask({ url }, { remotes: { refresh: never } }), 404, 'not-found')
      assert.equal(problem['detail'], 'There is no node 3.')
    }
    problemIn(
      await ask({ method: 'POST', url: '/api/nodes/3/refresh' }, { remotes: { refresh: never } }),
      404,
      'not-found',
    )
  })

  it('takes positive whole numbers for a node', async () => {
    for (const id of ['0', '-1', '1.5', 'abc', '1e3', '%20', '01', '9'.repeat(30)]) {
      for (const url of [`/api/nodes/${id}`, `/api/nodes/${id}/host-details`]) {
        const problem = problemIn(await ask({ url }), 400, 'bad-parameter')
        assert.equal(problem['parameter'], 'params.node_id')
        assert.equal(problem['detail'], 'params.node_id: must be a positive whole number')
      }
      const refresh = await ask({ method: 'POST', url: `/api/nodes/${id}/refresh` })
      assert.equal(problemIn(refresh, 400, 'bad-parameter')['parameter'], 'params.node_id')
    }
  })
})

describe('host details', () => {
  it('shows all of it when nothing is said, without reading the node', async () => {
    const response = await ask({ url: '/api/nodes/1/host-details' }, { remotes: { refresh: never } })
    assert.equal(response.statusCode, 200)
    assert.deepEqual(response.json(), sampleFleet().hostDetails(1, ALL))
    assert.equal(response.json<{ hostname: string }>().hostname, 'pve1')
  })

  it('leaves out what the caller leaves out', async () => {
    const asked: Include[] = []
    const fleet = sampleFleet()
    const hostDetails = (nodeId: number, include: Include) => (asked.push(include), fleet.hostDetails(nodeId, include))
    const queries = ['', '?include_hardware=false', '?include_storage=0&include_network=1', '?include_network=false']
    const { app } = await apiWith({ fleet: { hostDetails } })
    for (const query of queries) {
      assert.equal((await app.inject(`/api/nodes/1/host-details${query}`)).statusCode, 200)
    }
    assert.deepEqual(asked, [ALL, { ...ALL, hardware: false }, { ...ALL, storage: false }, { ...ALL, network: false }])
    const shown = (await app.inject('/api/nodes/1/host-details?include_storage=false')).json<object>()
    assert.deepEqual(['storage' in shown, 'zfs_pools' in shown, 'network' in shown], [false, false, true])
  })

  it('reads first what is older than max_age, and answers what is known then', async () => {
    const steps: string[] = []
    const fleet = sampleFleet()
    const response = await ask(
      { url: '/api/nodes/1/host-details?max_age=60' },
      {
        fleet: { hostDetails: (...args) => (steps.push('show'), fleet.hostDetails(...args)) },
        remotes: {
          refresh: async (nodeId, maxAge) => {
            await Promise.resolve()
            return steps.push(`read ${nodeId} ${String(maxAge)}`) > 0
          },
        },
      },
    )
    assert.equal(response.statusCode, 200)
    assert.deepEqual(steps, ['read 1 60', 'show'])
  })

  it('says stale where the node could not be read as young as asked', async () => {
    const url = '/api/nodes/1/host-details?max_age=60'
    const staleAfter = async (young: boolean): Promise<unknown> =>
      (await ask({ url }, { remotes: { refresh: async () => young } })).json<{ stale: boolean }>().stale
    assert.equal(await staleAfter(true), false)
    assert.equal(await staleAfter(false), true)
  })

  it('names the query parameter that is not valid', async () => {
    const wrong = [
      ['include_hardware=yes', 'query.include_hardware', 'must be true or false'],
      ['include_storage=', 'query.include_storage', 'must be true or false'],
      ['include_network=true&include_network=true', 'query.include_network', 'must be true or false'],
      ['max_age=-1', 'query.max_age', 'must be a whole number of seconds, 0 or more'],
      ['max_age=1.5', 'query.max_age', 'must be a whole number of seconds, 0 or more'],
      ['max_age=', 'query.max_age', 'must be a whole number of seconds, 0 or more'],
      ['max_age=1&max_age=2', 'query.max_age', 'must be a whole number of seconds, 0 or more'],
    ] as const
    for (const [query, parameter, sentence] of wrong) {
      const problem = problemIn(await ask({ url: `/api/nodes/1/host-details?${query}` }), 400, 'bad-parameter')
      assert.equal(problem['parameter'], parameter)
      assert.equal(problem['detail'], `${parameter}: ${sentence}`)
    }
  })
})

describe('refresh', () => {
  it('has the node read and does not wait for it', async () => {
    const read: unknown[] = []
    const refresh = (...args: unknown[]) => (read.push(args), new Promise<boolean>(() => undefined))
    const response = await ask({ method: 'POST', url: '/api/nodes/2/refresh' }, { remotes: { refresh } })
    assert.equal(response.statusCode, 202)
    assert.deepEqual(response.json(), { node_id: 2 })
    assert.deepEqual(read, [[2]])
  })

  it('takes an empty body that claims to be JSON', async () => {
    const headers = { 'content-type': 'application/json' }
    assert.equal((await ask({ method: 'POST', url: '/api/nodes/2/refresh', headers })).statusCode, 202)
  })

  it('logs a read that could not be kept', async () => {
    const refresh = () => Promise.reject(new StoreError('the disk is full', 'Make room.'))
    const { app, log } = await apiWith({ remotes: { refresh } })
    assert.equal((await app.inject({ method: 'POST', url: '/api/nodes/2/refresh' })).statusCode, 202)
    assert.match(log.join(''), /the disk is full/)
  })
})
