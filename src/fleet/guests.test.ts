import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { absent, failed, keptFrom, read } from '../../test/tools/kept.ts'
import { listed } from '../../test/tools/sample-guest.ts'
import { config } from '../collectors/guest/config.ts'
import { guests } from '../collectors/node/guests.ts'
import { version } from '../collectors/node/version.ts'
import { fakeClock } from '../lib/clock.ts'
import { keep } from '../model/observation.ts'
import type { GuestType, Observation } from '../model/observation.ts'
import type { KnownNode, Remote } from '../model/remote.ts'
import { openFleet } from './fleet.ts'
import { guestPlaces } from './guest-places.ts'
import { knownNode } from '../../test/tools/known-node.ts'

const AT = Date.UTC(2026, 0, 1)
const MINUTE = 60_000

const remote = (id: number): Remote => ({
  id,
  name: `remote ${id}`,
  address: 'h',
  cluster: null,
  ssh: null,
  api: null,
  pins: [],
  site: null,
  fromFile: false,
  addedAt: 0,
})
const node = (id: number, remoteId: number, name: string): KnownNode => knownNode({ id, remoteId, name, address: name })

/** A cluster of pve1 and pve2, and a standalone host. */
function fleetOfThree() {
  const clock = fakeClock(AT)
  const fleet = openFleet(clock)
  fleet.place(remote(1), [node(11, 1, 'pve1'), node(12, 1, 'pve2')])
  fleet.place(remote(2), [node(21, 2, 'pve1')])
  return { clock, fleet }
}

const list = (at: number, ...vmids: number[]): Observation =>
  read(guests, { guests: vmids.map((vmid) => listed({ vmid, name: `vm${vmid}` })) }, at)

/** That the node was reached. */
const reached = (at: number): Observation =>
  read(version, { pveVersion: '8.4.21', kernelVersion: null, uptimeSeconds: 1, bootMode: null, secureBoot: null }, at)

const configOf = (vmid: number, cores: string, at: number, type: GuestType = 'qemu'): Observation => ({
  collector: config.name,
  subject: { scope: 'guest', node: 'pve1', vmid, type },
  outcome: { status: 'ok', value: { raw: { cores }, lxc: [], pending: [], digest: null } },
  at,
  durationMs: 1,
  via: 'ssh-batch',
})

describe('the guests of a fleet', () => {
  it('trap 16: two remotes both have a guest 100, and they are two guests', () => {
    const { fleet } = fleetOfThree()
    fleet.apply(11, [list(AT, 100), configOf(100, '2', AT)])
    fleet.apply(21, [list(AT, 100), configOf(100, '8', AT)])
    assert.deepEqual([fleet.guestDetails(11, 100)?.config.cores, fleet.guestDetails(21, 100)?.config.cores], [2, 8])
  })

  it('trap 16: a guest that moves stays the same guest, with what is known of it', () => {
    const { fleet } = fleetOfThree()
    fleet.apply(11, [list(AT, 100), configOf(100, '2', AT)])
    fleet.apply(12, [list(AT + 1, 100)])
    assert.equal(fleet.guestPlace(11, 100)?.nodeId, 12, 'the newest word counts, also before pve1 is read again')
    fleet.apply(11, [list(AT + 2)])
    const details = fleet.guestDetails(12, 100)
    assert.deepEqual([details?.node, details?.config.cores], ['pve2', 2])
    assert.deepEqual([fleet.guestsOn(11)?.length, fleet.guestsOn(12)?.length], [0, 1])
  })

  it('trap 18: a list that could not be read takes no guest away', () => {
    const { fleet } = fleetOfThree()
    fleet.apply(11, [list(AT, 100)])
    fleet.apply(11, [failed(guests, 'timeout', AT + 1)])
    assert.equal(fleet.guestsOn(11)?.length, 1)
  })

  it('a guest that is gone from the list of its node is gone', () => {
    const { fleet } = fleetOfThree()
    fleet.apply(11, [list(AT, 100, 101)])
    fleet.apply(11, [list(AT + 1, 101)])
    assert.deepEqual(
      fleet.guestsOn(11)?.map(({ vmid }) => vmid),
      [101],
    )
    assert.deepEqual([fleet.guestPlace(11, 100), fleet.guestDetails(11, 100)], [null, null])
  })

  it('a vmid that was given to a container is another guest now', () => {
    const { fleet } = fleetOfThree()
    fleet.apply(11, [list(AT, 100), configOf(100, '2', AT)])
    const container = read(guests, { guests: [listed({ type: 'lxc' })] }, AT + 1)
    fleet.apply(11, [container, configOf(100, '4', AT + 1, 'lxc')])
    assert.deepEqual([fleet.guestDetails(11, 100)?.type, fleet.guestDetails(11, 100)?.config.cores], ['lxc', 4])
  })

  it('trap 19: guests of a node that no longer answers are unknown, not running', () => {
    const { clock, fleet } = fleetOfThree()
    fleet.apply(21, [list(AT, 100), reached(AT)])
    assert.equal(fleet.guestsOn(21)?.[0]?.status, 'running')
    clock.advance(MINUTE)
    fleet.apply(21, [failed(version, 'unreachable', clock.now())])
    assert.equal(fleet.guestsOn(21)?.[0]?.status, 'unknown')
  })

  it('trap 31: rates come from two counts of one run of a guest', () => {
    const { clock, fleet } = fleetOfThree()
    const counted = (netinBytes: number, uptimeSeconds: number) =>
      read(guests, { guests: [listed({ netinBytes, uptimeSeconds })] }, clock.now())
    const rate = () => fleet.guestDetails(21, 100)?.runtime.netin_bps
    fleet.apply(21, [reached(AT), counted(1000, 100)])
    assert.equal(rate(), null, 'one count is no rate')
    clock.advance(10_000)
    fleet.apply(21, [counted(6000, 110)])
    assert.equal(rate(), 500)
    clock.advance(10_000)
    fleet.apply(21, [counted(50, 5)])
    assert.equal(rate(), null, 'it was started again')
  })

  it('comes back as it was kept, and knows nothing of what another version kept in another shape', () => {
    const { fleet } = fleetOfThree()
    fleet.apply(11, [list(AT, 100, 101)])
    fleet.restoreGuest(1, keep(undefined, configOf(100, '2', AT)))
    const odd = { ...configOf(101, '2', AT), outcome: { status: 'ok', value: { cores: 2 } } as const }
    fleet.restoreGuest(1, keep(undefined, odd))
    assert.deepEqual([fleet.guestDetails(11, 100)?.config.cores, fleet.guestDetails(11, 101)?.config.cores], [2, null])
    assert.equal(fleet.guestDetails(11, 101)?.sections['config']?.status, 'never')
  })
})

it('a node that says nothing of guests has none, as far as anybody knows', () => {
  const places = guestPlaces([{ nodeId: 1, kept: keptFrom(absent(guests, AT)) }])
  assert.equal(places.size, 0)
})
