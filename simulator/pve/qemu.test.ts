import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_FLEET, clusterAt } from '../fleet/fleet.ts'
import { viewOf } from '../state/view.ts'
import type { View } from '../state/view.ts'
import { worldWith } from '../testing/world.ts'
import { findPath, read } from './api.ts'

interface Row {
  readonly vmid: number
  readonly mem: number
  readonly freemem?: number
  readonly ballooninfo?: { readonly total_mem: number; readonly free_mem: number }
}

const listOf = (view: View, args: Record<string, number>): Row[] =>
  read(findPath(view, `/nodes/${view.node.name}/qemu`, args)) as unknown as Row[]

test('memory of a VM with a balloon is what its guest tells, in the full list only', () => {
  const { nodes, guests } = clusterAt({ ...DEFAULT_FLEET, guestsPerNode: 60 }, 0)
  let told = 0
  for (const node of nodes) {
    const view = viewOf(node, worldWith(), Date.UTC(2026, 4, 4, 9))
    for (const { vmid, mem, freemem, ballooninfo } of listOf(view, { full: 1 })) {
      const guest = guests.find((one) => one.vmid === vmid)
      assert.equal(ballooninfo !== undefined, guest?.balloon === true && guest.running)
      if (!ballooninfo) continue
      assert.deepEqual([mem, freemem], [ballooninfo.total_mem - ballooninfo.free_mem, ballooninfo.free_mem])
      told++
    }
    assert.ok(listOf(view, {}).every((row) => row.freemem === undefined && row.ballooninfo === undefined))
  }
  assert.ok(told > 5)
})
