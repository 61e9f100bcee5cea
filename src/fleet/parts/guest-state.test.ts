import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guestView } from '../../../test/tools/guest-view.ts'
import { absent, failed, read } from '../../../test/tools/kept.ts'
import { AT, container, listed, vm } from '../../../test/tools/sample-guest.ts'
import { containerStatus } from '../../collectors/node/container-status.ts'
import { guests } from '../../collectors/node/guests.ts'
import { vmStatus } from '../../collectors/node/vm-status.ts'
import type { GuestView } from '../guest-view.ts'
import { rowsOf, stateOf } from './guest-state.ts'

const MINUTE = 60_000
const UNKNOWN = { status: 'unknown', qmp_status: null }

const inList = (status: string | null, at = AT) => read(guests, { guests: [listed({ status })] }, at)
const ofVm = (qmpStatus: string | null, at = AT) => read(vmStatus, { vms: [vm({ qmpStatus })] }, at)
const at = (now: number, status?: GuestView['node']['status']) => ({ now, ...(status && { status }) })

describe('the status of a guest', () => {
  it('is running or stopped where PVE says so', () => {
    assert.deepEqual(stateOf(guestView([inList('running')])), { status: 'running', qmp_status: 'running' })
    assert.deepEqual(stateOf(guestView([inList('stopped')])), { status: 'stopped', qmp_status: 'stopped' })
  })

  it('trap 25: is paused where the process runs and QEMU says that nothing moves', () => {
    for (const word of ['paused', 'prelaunch', 'suspended', 'io-error', 'internal-error', 'guest-panicked'])
      assert.deepEqual(stateOf(guestView([ofVm(word)])), { status: 'paused', qmp_status: word })
  })

  it('is that of the process where QEMU does not answer', () => {
    assert.deepEqual(stateOf(guestView([ofVm(null)])), { status: 'running', qmp_status: 'running' })
  })

  it('is the newest word, whoever has it; that of the list of VMs where both are of one look', () => {
    assert.equal(stateOf(guestView([inList('running', AT + 1), ofVm('paused', AT)])).status, 'running')
    assert.equal(stateOf(guestView([inList('running', AT), ofVm('paused', AT + 1)])).status, 'paused')
    assert.equal(stateOf(guestView([inList('running', AT), ofVm('paused', AT)])).status, 'paused')
  })

  it('is unknown where nobody says anything, or a word nobody knows', () => {
    assert.deepEqual(stateOf(guestView([])), UNKNOWN)
    assert.deepEqual(stateOf(guestView([inList(null)])), UNKNOWN)
    assert.deepEqual(stateOf(guestView([read(guests, { guests: [] }, AT)])), UNKNOWN)
    assert.deepEqual(stateOf(guestView([inList('dancing')])), { status: 'unknown', qmp_status: 'dancing' })
  })

  it('trap 19: is unknown on a node that is not known to be online', () => {
    for (const status of ['offline', 'unknown'] as const)
      assert.deepEqual(stateOf(guestView([inList('running')], at(AT, status))), UNKNOWN)
  })

  it('is unknown once the figures are older than three intervals', () => {
    const lists = [inList('running'), failed(guests, 'timeout', AT + MINUTE)]
    assert.equal(stateOf(guestView(lists, at(AT + 30 * MINUTE))).status, 'running')
    assert.deepEqual(stateOf(guestView(lists, at(AT + 30 * MINUTE + 1))), UNKNOWN)
  })

  it('of a container is not one of QEMU', () => {
    const looks = [read(containerStatus, { containers: [container()] }, AT), absent(vmStatus, AT)]
    assert.deepEqual(stateOf(guestView(looks, { type: 'lxc' })), { status: 'running', qmp_status: null })
  })
})

describe('the figures of a guest', () => {
  const vmAt = (status: string, at: number) => read(vmStatus, { vms: [vm({ status, qmpStatus: status })] }, at)
  const kept = (...looks: Parameters<typeof guestView>[0]) => {
    const { listed: inListOfAll, vm: inListOfVms } = rowsOf(guestView(looks))
    return [inListOfAll?.status, inListOfVms?.status]
  }

  it('are of a list that has it stopped only while it is, and of one that has it running only while it runs', () => {
    assert.deepEqual(kept(inList('stopped', AT), vmAt('running', AT - 1)), ['stopped', undefined])
    assert.deepEqual(kept(inList('running', AT), vmAt('stopped', AT - 1)), ['running', undefined])
    assert.deepEqual(kept(inList('stopped', AT - 1), vmAt('running', AT)), [undefined, 'running'])
  })

  it('are of both lists where those agree that there is a process', () => {
    assert.deepEqual(kept(inList('paused', AT), vmAt('running', AT - 1)), ['paused', 'running'])
    assert.deepEqual(kept(inList(null, AT), vmAt('running', AT)), [null, 'running'])
  })

  it('stay where everything is too old to say how it is now', () => {
    const view = guestView([inList('stopped', AT - 60 * MINUTE), vmAt('running', AT - 61 * MINUTE)])
    assert.deepEqual([rowsOf(view).listed?.status, rowsOf(view).vm?.status], ['stopped', 'running'])
  })
})
