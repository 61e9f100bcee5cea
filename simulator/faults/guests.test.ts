import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DEFAULT_FLEET, clusterAt } from '../fleet/fleet.ts'
import type { Guest } from '../fleet/guest.ts'
import type { ReleaseLine } from '../fleet/release.ts'
import { pveshExecute } from '../pve/pvesh.ts'
import { guestsOn } from '../state/guest-state.ts'
import { viewOf } from '../state/view.ts'
import type { View } from '../state/view.ts'
import { worldWith } from '../testing/world.ts'
import { commandOf } from '../wire/command.ts'
import { agentHangs } from './agent-hangs.ts'
import type { Fault } from './fault.ts'
import { guestBroken } from './guest-broken.ts'

const NOON = Date.UTC(2026, 4, 4, 12)

/** A node with a fault. */
function viewWith(fault: Pick<Fault, 'circumstances'>, line: ReleaseLine = '8.4'): View {
  const shares = { ...DEFAULT_FLEET.shares, agentDead: 0.3 }
  const options = { ...DEFAULT_FLEET, clusters: 0, standalone: 1, guestsPerNode: 40, shares, versions: { [line]: 1 } }
  const [node] = clusterAt(options, 0).nodes
  assert.ok(node)
  return viewOf(node, worldWith(fault.circumstances), NOON)
}

const guestThat = (view: View, suits: (guest: Guest) => boolean): Guest =>
  guestsOn(view).find(suits) ?? assert.fail('there is no such guest')

interface Entry {
  readonly status: number
  readonly data?: Record<string, unknown>
  readonly message?: string
}

const batch = (view: View, ...paths: string[]): Entry[] =>
  JSON.parse(
    pveshExecute(view, view.node.name, JSON.stringify(paths.map((path) => ({ method: 'GET', path })))).stdout,
  ) as Entry[]

describe('broken configurations of guests', () => {
  test('a VM loses what cannot be read, a container fails its calls, and the others do not notice', () => {
    const view = viewWith(guestBroken)
    const [vm, ...vms] = guestsOn(view).filter(({ type }) => type === 'qemu')
    const [container, ...containers] = guestsOn(view).filter(({ type }) => type === 'lxc')
    assert.ok(vm && container && vms[0] && containers[0])
    const [broken, failed, other, another] = batch(
      view,
      `qemu/${vm.vmid}/config`,
      `lxc/${container.vmid}/config`,
      `qemu/${vms[0].vmid}/config`,
      `lxc/${containers[0].vmid}/config`,
    )
    assert.equal(broken?.status, 200)
    assert.deepEqual([broken.data?.['name'], broken.data?.['net0']], [undefined, undefined])
    assert.equal(broken.data?.['memory'], String(vm.memoryBytes / 2 ** 20))
    assert.deepEqual(failed, {
      status: 500,
      message: 'format error\nmountoptions: value does not match the regex pattern\n',
    })
    assert.equal(other?.data?.['name'], vms[0].name)
    assert.equal(another?.data?.['hostname'], containers[0].name)
  })

  for (const [line, status] of [
    ['7.4', 500],
    ['8.4', 200],
  ] as const)
    test(`the list of containers of ${line} ends with ${status}, that of VMs does not`, () => {
      const [containers, vms] = batch(viewWith(guestBroken, line), 'lxc', 'qemu')
      assert.deepEqual([containers?.status, vms?.status], [status, 200])
    })

  test('lists call the VM by its number', () => {
    const view = viewWith(guestBroken)
    const { vmid } = guestThat(view, ({ type }) => type === 'qemu')
    const [list] = batch(view, 'qemu')
    const rows = list?.data as unknown as { vmid: number; name: string }[]
    assert.equal(rows.find((row) => row.vmid === vmid)?.name, `VM ${vmid}`)
  })
})

describe('agents that hang', () => {
  const asking = (view: View, ...guests: Guest[]): boolean => {
    const commands = guests.map(({ vmid }) => ({ method: 'GET', path: `qemu/${vmid}/agent/info` }))
    const text = `root 25 pvesh create '/nodes/${view.node.name}/execute' --commands '${JSON.stringify(commands)}' --output-format json`
    const command = commandOf(text)
    return agentHangs.answer?.(command.answer(view), command).hangs ?? false
  }

  test('keep everybody waiting who asks with them, and nobody who asks where there is none to take a command', () => {
    const view = viewWith({})
    const vm = (suits: (guest: Guest) => boolean): Guest =>
      guestThat(view, (guest) => guest.type === 'qemu' && suits(guest))
    const hanging = vm(({ agent, running, paused }) => agent === 'running' && running && !paused)
    const silent = vm(({ agent, running }) => agent === 'dead' && running)
    const without = vm(({ agent }) => agent === 'missing')
    assert.equal(asking(view, without, silent), false)
    assert.equal(asking(view, without, hanging, silent), true)
  })
})
