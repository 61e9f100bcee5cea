import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failed, read } from '../../test/tools/kept.ts'
import { node, prod } from '../../test/tools/sample-cluster.ts'
import { AT, listed } from '../../test/tools/sample-guest.ts'
import { sampleLooks } from '../../test/tools/sample-node.ts'
import { COLLECTORS } from '../collectors/index.ts'
import { guests } from '../collectors/node/guests.ts'
import { fakeClock } from '../lib/clock.ts'
import { METRICS } from '../model/sample.ts'
import type { MetricsOf, Sample } from '../model/sample.ts'
import { fleetSamples, samplesOf } from './figures.ts'
import { openFleet } from './fleet.ts'

const GIB = 2 ** 30

/** The values of a sample by the name of the metric. */
const valuesOf = (of: MetricsOf, sample: Sample | undefined) =>
  Object.fromEntries(METRICS[of].map((metric, index) => [metric, sample?.figures[index]?.mean ?? null]))

function fleetOf(...nodes: number[]) {
  const clock = fakeClock(AT)
  const fleet = openFleet(clock)
  fleet.place(
    prod(),
    nodes.map((id) => node(id)),
  )
  for (const id of nodes) {
    fleet.apply(id, sampleLooks(AT))
    fleet.apply(id, [
      read(guests, { guests: [listed({ vmid: 100 + id }), listed({ vmid: 200 + id, status: 'stopped' })] }, AT),
    ])
  }
  const samples = () => new Map(samplesOf(fleet.remote(1) ?? assert.fail()).map((one) => [one.subject, one]))
  return { clock, fleet, samples }
}

describe('samples', () => {
  it('are of each node, each storage, and the whole', () => {
    const { samples } = fleetOf(1)
    assert.deepEqual([...samples().keys()], ['node 1', 'storage 1 1 local-zfs', 'remote 1'])
    assert.deepEqual(valuesOf('storage', samples().get('storage 1 1 local-zfs')), {
      used_bytes: 1000 * GIB,
      total_bytes: 2000 * GIB,
    })
    const { nodes_total, nodes_online, guests_total, guests_running } = valuesOf('fleet', samples().get('remote 1'))
    assert.deepEqual([nodes_total, nodes_online, guests_total, guests_running], [1, 1, 2, 1])
  })

  it('of a node are what its row in the list shows', () => {
    const { fleet, samples } = fleetOf(1)
    const { cpu, memory, temperature } = fleet.node(1) ?? assert.fail()
    const values = valuesOf('node', samples().get('node 1'))
    assert.equal(values['cpu_percent'], cpu.used_percent)
    assert.equal(values['memory_used_bytes'], memory.used_bytes)
    assert.equal(values['temperature_c'], temperature.highest_c)
    assert.notEqual(values['temperature_c'], null)
  })

  it('are not taken of a node that is not online, nor of its storages: what is old is no value of now', () => {
    const { clock, fleet, samples } = fleetOf(1, 2)
    clock.advance(600_000)
    fleet.apply(1, sampleLooks(clock.now()))
    fleet.apply(
      2,
      COLLECTORS.map((one) => failed(one, 'unreachable', clock.now())),
    )
    assert.deepEqual([...samples().keys()], ['node 1', 'storage 1 1 local-zfs', 'remote 1'])
    const { nodes_total, nodes_online } = valuesOf('fleet', samples().get('remote 1'))
    assert.deepEqual([nodes_total, nodes_online], [2, 1])
  })

  it('of the fleet count all remotes, also when there are none', () => {
    const { fleet } = fleetOf(1, 2)
    const [sample] = fleetSamples(fleet.remotes())
    assert.equal(sample?.subject, 'fleet')
    assert.equal(valuesOf('fleet', sample)['guests_running'], 2)
    assert.equal(valuesOf('fleet', fleetSamples([])[0])['nodes_total'], 0)
  })
})

describe('a guest that is gone', () => {
  const HOUR = 3_600_000

  it('is remembered for a day after it was last there, and then forgotten', () => {
    const { clock, fleet } = fleetOf(1, 2)
    const list = (id: number, ...vmids: number[]): void => {
      fleet.apply(id, [read(guests, { guests: vmids.map((vmid) => listed({ vmid })) }, clock.now())])
    }
    clock.advance(24 * HOUR)
    list(1, 101, 201)
    list(2, 102)
    assert.deepEqual(fleet.forgetGone(1), [])
    clock.advance(1)
    assert.deepEqual(fleet.forgetGone(1), [202])
    assert.deepEqual(fleet.forgetGone(1), [])
  })

  it('trap 18: is not forgotten as long as a node has not listed its own since, nor by empty lists', () => {
    const { clock, fleet } = fleetOf(1, 2)
    clock.advance(48 * HOUR)
    fleet.apply(1, [read(guests, { guests: [listed({ vmid: 101 })] }, clock.now())])
    fleet.apply(2, [failed(guests, 'timeout', clock.now())])
    assert.deepEqual(fleet.forgetGone(1), [])
    for (const id of [1, 2]) fleet.apply(id, [read(guests, { guests: [] }, clock.now())])
    assert.deepEqual(fleet.forgetGone(1), [])
    fleet.apply(2, [read(guests, { guests: [listed({ vmid: 102 })] }, clock.now())])
    assert.deepEqual(fleet.forgetGone(1), [201, 202])
    assert.deepEqual(fleet.forgetGone(2), [])
  })
})
