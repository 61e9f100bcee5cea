import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failed, read } from '../../../test/tools/kept.ts'
import { settled, watched } from '../../../test/tools/noticed.ts'
import { AT, listed } from '../../../test/tools/sample-guest.ts'
import { guests } from '../../collectors/node/guests.ts'

describe('what is new of guests', () => {
  it('is nothing at a first look, nor when nothing changes', () => {
    const world = settled()
    world.listed([{ vmid: 100 }], [])
    assert.deepEqual(world.news(), [])
    assert.deepEqual(world.news(), [])
  })

  it('is that one appeared, moved, started, stopped or stood still', () => {
    const world = settled()
    world.listed([{ vmid: 100 }, { vmid: 101, status: 'stopped' }], [])
    assert.deepEqual(world.news(), ['guest-appeared 101: ∅ → pve1'])
    world.listed([{ vmid: 101 }], [{ vmid: 100, status: 'paused' }])
    assert.deepEqual(world.news(), [
      'guest-moved 100: pve1 → pve2',
      'guest-status 100: running → paused',
      'guest-status 101: stopped → running',
    ])
  })

  it('trap 25: is not that a VM is on its way to another state', () => {
    const world = settled()
    for (const status of ['prelaunch', 'finish-migrate', 'save-vm', 'unknown']) {
      world.listed([{ vmid: 100, status }], [])
      assert.deepEqual(world.news(), [], status)
    }
    world.listed([{ vmid: 100, status: 'stopped' }], [])
    assert.deepEqual(world.news(), ['guest-status 100: running → stopped'])
  })

  it('is that one is gone once every node has said so in a list of its own', () => {
    const world = settled()
    world.listed([], [{ vmid: 200 }])
    assert.deepEqual(world.news(), ['guest-appeared 200: ∅ → pve2'])
    for (let round = 0; round < 3; round++) world.listed([], [{ vmid: 200 }])
    assert.deepEqual(world.news(), [])
    for (let round = 0; round < 2; round++) world.listed([], [{ vmid: 200 }])
    assert.deepEqual(world.news(), ['guest-gone 100: pve1 → ∅'])
    world.listed([], [{ vmid: 200 }, { vmid: 100 }])
    assert.deepEqual(world.news(), ['guest-appeared 100: ∅ → pve2'])
  })

  it('trap 18: is nothing as long as one of the nodes has not listed its own', () => {
    const world = settled()
    for (let round = 0; round < 20; round++) {
      world.step(15)
      world.seen(1, read(guests, { guests: [listed({ vmid: 101 })] }, world.clock.now()))
      world.seen(2, failed(guests, 'timeout', world.clock.now()))
      assert.deepEqual(world.news(), round === 0 ? ['guest-appeared 101: ∅ → pve1'] : [])
    }
    world.listed([{ vmid: 101 }], [{ vmid: 100 }])
    assert.deepEqual(world.news(), ['guest-moved 100: pve1 → pve2'])
  })

  it('trap 21: is nothing when all lists are empty, as they are for somebody who may not see guests', () => {
    const world = settled()
    for (let round = 0; round < 20; round++) {
      world.listed([], [])
      assert.deepEqual(world.news(), [])
    }
    world.listed([{ vmid: 100 }], [])
    assert.deepEqual(world.news(), [])
  })

  it('is two guests where a vmid was given to a guest of the other type', () => {
    const world = settled()
    world.listed([{ vmid: 100, type: 'lxc' }], [])
    assert.deepEqual(world.news(), ['guest-gone 100: pve1 → ∅', 'guest-appeared 100: ∅ → pve1'])
  })

  it('is not those of a node that was never listed before', () => {
    const world = watched()
    world.seen(1, read(guests, { guests: [listed({ vmid: 100 })] }, AT))
    assert.deepEqual(world.news(), [])
    world.listed([{ vmid: 100 }], [{ vmid: 200 }])
    assert.deepEqual(world.news(), [])
  })

  it('is told once, also when what was kept is older than what was told', () => {
    const world = settled()
    world.listed([], [{ vmid: 100, status: 'stopped' }])
    assert.deepEqual(world.news(), ['guest-moved 100: pve1 → pve2', 'guest-status 100: running → stopped'])
    world.restarted([[{ vmid: 100 }], []], AT)
    assert.deepEqual(world.news(), [])
    world.listed([], [{ vmid: 100, status: 'stopped' }])
    assert.deepEqual(world.news(), [])
  })

  it('is told after a restart when it happened in between', () => {
    const world = settled()
    world.restarted([[{ vmid: 100 }], []], AT)
    world.step(3600)
    world.listed([], [{ vmid: 100 }])
    assert.deepEqual(world.news(), ['guest-moved 100: pve1 → pve2'])
  })
})
