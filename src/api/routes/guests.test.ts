import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ask, problemIn, REMOTE } from '../../../test/tools/api.ts'
import { read } from '../../../test/tools/kept.ts'
import { knownNode } from '../../../test/tools/known-node.ts'
import { listed } from '../../../test/tools/sample-guest.ts'
import { config } from '../../collectors/guest/config.ts'
import { guests } from '../../collectors/node/guests.ts'
import { diskListShape } from '../../fleet/disk-list.ts'
import { openFleet } from '../../fleet/fleet.ts'
import { vmFullDetailsShape } from '../../fleet/guest-shapes.ts'
import { fakeClock } from '../../lib/clock.ts'

const AT = Date.UTC(2026, 0, 1)

/** Two nodes: VM 100 and container 200 on the first, VM 101 on the second. */
function fleetWithGuests() {
  const fleet = openFleet(fakeClock(AT))
  const node = (id: number) => knownNode({ id, name: `pve${id}`, address: `pve${id}.lan` })
  fleet.place(REMOTE, [node(1), node(2)])
  fleet.apply(1, [read(guests, { guests: [listed(), listed({ vmid: 200, type: 'lxc', name: 'dns' })] }, AT)])
  fleet.apply(2, [read(guests, { guests: [listed({ vmid: 101, name: 'db' })] }, AT)])
  return fleet
}

const DETAILS = '/api/nodes/1/vms/100/full-details'
const get = (url: string, more = {}) => ask({ url }, { fleet: fleetWithGuests(), ...more })

describe('GET /api/nodes/{id}/vms', () => {
  it('lists the guests of that node only', async () => {
    const reply = await get('/api/nodes/1/vms')
    const { items, total } = reply.json<{ items: { vmid: number; name: string; type: string }[]; total: number }>()
    assert.deepEqual(
      items.map(({ vmid, name, type }) => [vmid, name, type]),
      [
        [100, 'web', 'qemu'],
        [200, 'dns', 'lxc'],
      ],
    )
    assert.equal(total, 2)
  })

  it('knows no node 9, and takes only numbers', async () => {
    problemIn(await get('/api/nodes/9/vms'), 404, 'not-found')
    assert.equal(problemIn(await get('/api/nodes/x/vms'), 400, 'bad-parameter')['parameter'], 'params.node_id')
  })
})

describe('GET /api/nodes/{id}/guest-disks', () => {
  it('has the disks of the guests of that node only, and counts the guests it knows none of', async () => {
    const fleet = fleetWithGuests()
    const raw = { scsi0: 'tank:vm-100-disk-0,size=1G' }
    fleet.apply(1, [read(config, { raw, lxc: [], pending: [], digest: null }, AT)])
    const reply = await get('/api/nodes/1/guest-disks', { fleet })
    const { items, total, guests_unknown } = diskListShape.parse(reply.json())
    assert.deepEqual(
      items.map(({ vmid, storage, disk_name, size_bytes }) => [vmid, storage, disk_name, size_bytes]),
      [[100, 'tank', 'scsi0', 2 ** 30]],
    )
    assert.deepEqual([total, guests_unknown], [1, 1])
    assert.deepEqual((await get('/api/nodes/2/guest-disks', { fleet })).json(), {
      items: [],
      total: 0,
      guests_unknown: 1,
    })
  })

  it('knows no node 9', async () => {
    problemIn(await get('/api/nodes/9/guest-disks'), 404, 'not-found')
  })
})

describe('GET /api/nodes/{id}/vms/{vmid}/full-details', () => {
  it('shows one guest in the shape promised', async () => {
    const details = vmFullDetailsShape.parse((await get(DETAILS)).json())
    assert.deepEqual([details.vmid, details.name, details.node_id, details.type], [100, 'web', 1, 'qemu'])
  })

  it('checks the type the caller takes it for', async () => {
    assert.equal((await get(`${DETAILS}?vm_type=qemu`)).statusCode, 200)
    const problem = problemIn(await get(`${DETAILS}?vm_type=lxc`), 409, 'vm-type-mismatch')
    assert.match(String(problem['detail']), /Guest 100 is of type qemu, not lxc/)
    assert.equal(problemIn(await get(`${DETAILS}?vm_type=kvm`), 400, 'bad-parameter')['parameter'], 'query.vm_type')
  })

  it('knows no guest 999, and takes only numbers', async () => {
    problemIn(await get('/api/nodes/1/vms/999/full-details'), 404, 'not-found')
    problemIn(await get('/api/nodes/9/vms/100/full-details'), 404, 'not-found')
    const problem = problemIn(await get('/api/nodes/1/vms/abc/full-details'), 400, 'bad-parameter')
    assert.equal(problem['parameter'], 'params.vmid')
  })

  it('trap 16: finds a guest under the node it has left, since it is the same guest', async () => {
    const reply = await get('/api/nodes/1/vms/101/full-details')
    assert.deepEqual([reply.statusCode, reply.json<{ node_id: number }>().node_id], [200, 2])
  })

  it('reads the guest first where what is known is too old, on the node where it is', async () => {
    const asked: unknown[] = []
    const refreshGuest = async (...args: unknown[]) => asked.push(args) > 1
    const remotes = { refreshGuest }
    const first = await get('/api/nodes/1/vms/101/full-details?max_age=30', { remotes })
    assert.equal(first.json<{ stale: boolean }>().stale, true, 'the wait was over before it was read')
    const second = await get('/api/nodes/1/vms/101/full-details?max_age=30', { remotes })
    assert.equal(second.json<{ stale: boolean }>().stale, false)
    assert.deepEqual(asked, [
      [2, 101, 30],
      [2, 101, 30],
    ])
    problemIn(await get(`${DETAILS}?max_age=-1`), 400, 'bad-parameter')
  })
})

describe('POST /api/nodes/{id}/vms/{vmid}/refresh', () => {
  it('has the guest read and does not wait for it', async () => {
    const asked: unknown[] = []
    const refreshGuest = (...args: unknown[]): Promise<boolean> => {
      asked.push(args)
      return new Promise(() => undefined)
    }
    const fakes = { fleet: fleetWithGuests(), remotes: { refreshGuest } }
    const reply = await ask({ method: 'POST', url: '/api/nodes/1/vms/100/refresh' }, fakes)
    assert.deepEqual([reply.statusCode, reply.json(), asked], [202, { node_id: 1, vmid: 100 }, [[1, 100]]])
  })

  it('knows no guest 999', async () => {
    problemIn(
      await ask({ method: 'POST', url: '/api/nodes/1/vms/999/refresh' }, { fleet: fleetWithGuests() }),
      404,
      'not-found',
    )
  })
})
