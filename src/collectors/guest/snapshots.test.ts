import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failing } from '../../../test/tools/printed.ts'
import { guestFactOf, survivesAnyGuestReply } from '../../../test/tools/pve-reply.ts'
import { snapshots } from './snapshots.ts'

const CURRENT = { name: 'current', description: 'now', parent: 'patched', running: 1, digest: 'f00' }
const PATCHED = { name: 'patched', snaptime: 1_750_000_200, description: 'all\ngood\n', parent: 'fresh', vmstate: 1 }
const FRESH = { name: 'fresh', snaptime: '1750000100', description: '', vmstate: 0 }

const factOf = (type: 'qemu' | 'lxc', snapshot: unknown) => guestFactOf(snapshots, type, { snapshot })
const namesOf = async (rows: unknown) => (await factOf('qemu', rows)).snapshots.map(({ name }) => name)

test('trap 30: the row that is the current state is no snapshot; it tells what the state goes back to', async () => {
  assert.deepEqual(await factOf('qemu', [PATCHED, CURRENT, FRESH]), {
    snapshots: [
      { name: 'fresh', createdAtSeconds: 1_750_000_100, description: null, parent: null, withMemory: false },
      { name: 'patched', createdAtSeconds: 1_750_000_200, description: 'all\ngood', parent: 'fresh', withMemory: true },
    ],
    parentOfCurrent: 'patched',
  })
})

test('trap 30: a guest whose list holds nothing but the current state has no snapshots', async () => {
  const { parent: _, ...current } = CURRENT
  assert.deepEqual(await factOf('lxc', [current]), { snapshots: [], parentOfCurrent: null })
})

test('the oldest comes first, whatever the order of PVE; one without a time, which PVE has as 0, comes last', async () => {
  const at = (name: string, snaptime: number) => ({ name, snaptime })
  assert.deepEqual(await namesOf([at('lost', 0), at('c', 30), at('a', 10), at('b2', 20), at('b1', 20)]), [
    'a',
    'b1',
    'b2',
    'c',
    'lost',
  ])
  assert.equal((await factOf('qemu', [at('lost', 0)])).snapshots[0]?.createdAtSeconds, null)
})

test('a snapshot of a container never has the memory in it; of a VM it is unknown where PVE does not say', async () => {
  const withMemory = async (type: 'qemu' | 'lxc') => (await factOf(type, [{ name: 's' }])).snapshots[0]?.withMemory
  assert.deepEqual([await withMemory('lxc'), await withMemory('qemu')], [false, null])
})

test('a list that is none is refused, and so is a longer one than any guest could mean', async () => {
  for (const reply of [null, {}, 'fresh', [{ snaptime: 1 }], Array(10_001).fill(FRESH)])
    await assert.rejects(factOf('qemu', reply), failing('bad-reply', /snapshot/))
})

test('any reply gives valid snapshots, or an absence or failure that says so', async () => {
  for (const type of ['qemu', 'lxc'] as const)
    await survivesAnyGuestReply(snapshots, type, { snapshot: [PATCHED, FRESH, CURRENT] })
})
