import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FailureError } from '../../model/failure.ts'
import { NODE_NAME } from '../identify.ts'
import { NoConnection } from './failures.ts'
import { guestsIn, nodeIn, resourcesReply, statusReply } from './identify.ts'

const member = (name: string, online: number, local = 0) => ({ type: 'node', name, online, local })
const rows = (...told: object[]) => statusReply.parse(told)
const CLUSTER = rows(
  { type: 'cluster', name: 'prod', quorate: 1 },
  member('pve1', 1, 1),
  member('pve2', 1),
  member('pve3', 0),
)

test('whoever answers says so; another member is the one that is meant', () => {
  assert.equal(nodeIn(CLUSTER, null), 'pve1')
  assert.equal(nodeIn(CLUSTER, 'pve1'), 'pve1')
  assert.equal(nodeIn(CLUSTER, 'pve2'), 'pve2')
  assert.equal(nodeIn(CLUSTER, 'elsewhere'), 'pve1')
  assert.equal(nodeIn(rows(member('alone', 1, 1)), null), 'alone')
})

test('trap 17: a member that is offline is not asked through another one, which says it', () => {
  assert.throws(() => nodeIn(CLUSTER, 'pve3'), new NoConnection('pve3 is offline, pve1 says', null))
})

test('guests are those of the node', () => {
  const told = resourcesReply.parse([
    { type: 'node', node: 'pve1', id: 'node/pve1' },
    { type: 'qemu', node: 'pve1', vmid: 100 },
    { type: 'lxc', node: 'pve1', vmid: '101' },
    { type: 'qemu', node: 'pve2', vmid: 102 },
    { type: 'qemu', node: 'pve1', vmid: 'none' },
    { type: 'storage', node: 'pve1', storage: 'local' },
    { type: 'pool', pool: 'production' },
  ])
  assert.deepEqual(guestsIn(told, 'pve1'), [
    { vmid: 100, type: 'qemu' },
    { vmid: 101, type: 'lxc' },
  ])
})

test('any reply names a node or nobody', () => {
  const row = fc.record({
    type: fc.constantFrom('node', 'cluster'),
    name: fc.string(),
    local: fc.constantFrom(0, 1, '1'),
  })
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.array(row)), fc.option(fc.string()), (reply, meant) => {
      const { success, data } = statusReply.safeParse(reply)
      if (!success) return
      try {
        assert.match(nodeIn(data, meant), NODE_NAME)
      } catch (error) {
        assert.ok(error instanceof FailureError)
      }
    }),
  )
})
