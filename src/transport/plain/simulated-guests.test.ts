import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DEFAULT_FLEET, clusterAt } from '../../../simulator/fleet/fleet.ts'
import { pveshGet } from '../../../simulator/pve/pvesh.ts'
import { guestsOn } from '../../../simulator/state/guest-state.ts'
import { viewOf } from '../../../simulator/state/view.ts'
import type { Circumstances, View } from '../../../simulator/state/view.ts'
import { worldWith } from '../../../simulator/testing/world.ts'
import { cat } from '../../../simulator/wire/files.ts'
import { programByText } from '../../../simulator/wire/programs.ts'
import { built, pick } from '../../../test/tools/sources.ts'
import { Absent } from '../../model/failure.ts'
import { PROGRAMS } from '../catalogue.ts'
import type { FileName, ProgramName } from '../catalogue.ts'
import type { Output } from '../ports.ts'
import { clusterResources } from './cluster-resources.ts'
import { guestConfig } from './guest-config.ts'
import { guestPending } from './guest-pending.ts'
import { guestSnapshots } from './guest-snapshots.ts'
import type { PlainRoute } from './route.ts'

const NOON = Date.UTC(2026, 4, 4, 12)

/** The first node of a simulated cluster. */
function simulated(line: '7.4' | '8.4' | '9.2', changes: Partial<Circumstances> = {}): View {
  const options = { ...DEFAULT_FLEET, clusters: 1, nodesPerCluster: 2, guestsPerNode: 40, versions: { [line]: 1 } }
  const { nodes } = clusterAt(options, 0)
  const [node] = nodes
  assert.ok(node)
  return viewOf(node, worldWith(changes), NOON)
}

/** Builds routes from what the simulated node prints. */
function plainly(view: View): (route: PlainRoute, vmid?: number) => unknown {
  const printed = new Map<string, Output>()
  const run = (name: ProgramName): Output => {
    const program = programByText.get(PROGRAMS[name].text)
    assert.ok(program, `the simulator has no ${name}`)
    const output = printed.get(name) ?? program.answer(view)
    printed.set(name, output)
    return output
  }
  const read = (name: FileName): string | Error => {
    const { exit, stdout, stderr } = cat(view, name)
    return exit === 0 ? stdout : new Absent(stderr)
  }
  return (route, vmid) => {
    const programs = Object.fromEntries(route.programs.map((name) => [name, run(name)]))
    const files = Object.fromEntries(route.files.map((name) => [name, read(name)]))
    return built(route, { programs, files }, { node: view.node.name, vmid: vmid ?? null })
  }
}

const byPve = (view: View, path: string, args = {}): unknown => JSON.parse(pveshGet(view, path, args).stdout)

type Row = Record<string, unknown>

/** Values as text, what files do not tell left out, rows in an order. */
const comparable = (reply: unknown): unknown => {
  if (!Array.isArray(reply)) return plainRow(reply as Row)
  const idOf = (row: Row): string => String(row['key'] ?? row['name'])
  const rows = (reply as Row[]).filter(({ key }) => key !== 'digest')
  return rows.toSorted((a, b) => idOf(a).localeCompare(idOf(b))).map(plainRow)
}
const plainRow = ({ digest: _digest, running: _running, ...row }: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Array.isArray(value) ? value : String(value)]))

describe('a simulated node says the same in its files as through pvesh', () => {
  const PATHS = [
    ['config', guestConfig, { current: 1 }],
    ['pending', guestPending, {}],
    ['snapshot', guestSnapshots, {}],
  ] as const

  for (const line of ['7.4', '8.4', '9.2'] as const)
    it(`of all its guests, on ${line}`, () => {
      const view = simulated(line)
      const plain = plainly(view)
      for (const { type, vmid } of guestsOn(view))
        for (const [name, [ofVm, ofContainer], args] of PATHS) {
          const route = type === 'qemu' ? ofVm : ofContainer
          assert.ok(route)
          const reply = byPve(view, `/nodes/${view.node.name}/${type}/${vmid}/${name}`, args)
          assert.deepEqual(comparable(plain(route, vmid)), comparable(reply), `${type} ${vmid} ${name}`)
        }
    })

  it('of pools and HA, of which there are some', () => {
    const view = simulated('8.4')
    const keys = ['id', 'pool', 'hastate']
    const reply = pick(byPve(view, '/cluster/resources', { type: 'vm' }), keys, 'id')
    const rows = (plainly(view)(clusterResources) as Row[]).filter(({ vmid }) => vmid !== undefined)
    assert.deepEqual(pick(rows, keys, 'id'), reply)
    for (const key of keys)
      assert.ok(
        reply.some((row) => row[key] !== undefined),
        key,
      )
  })

  it('of a VM whose configuration is broken', () => {
    const view = simulated('8.4', { guestsBroken: true })
    const vm = guestsOn(view).find(({ type }) => type === 'qemu')
    const [route] = guestConfig
    assert.ok(vm && route)
    const config = comparable(plainly(view)(route, vm.vmid)) as Row
    assert.deepEqual([config['name'], config['net0'], typeof config['memory']], [undefined, undefined, 'string'])
    assert.deepEqual(config, comparable(byPve(view, `/nodes/${view.node.name}/qemu/${vm.vmid}/config`, { current: 1 })))
  })
})
