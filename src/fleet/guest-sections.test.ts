import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guestView } from '../../test/tools/guest-view.ts'
import { absent, failed, keptFrom } from '../../test/tools/kept.ts'
import { AT, configured, sampleGuest, storagesOf } from '../../test/tools/sample-guest.ts'
import { agent } from '../collectors/guest/agent.ts'
import { filesystems } from '../collectors/guest/filesystems.ts'
import { GUEST_COLLECTORS } from '../collectors/index.ts'
import { zfsDatasets } from '../collectors/node/zfs-datasets.ts'
import { guestProblems, guestSections, listProblems, newestGuestRead, settledProblems } from './guest-sections.ts'

const MINUTE = 60_000

const STORAGES = storagesOf({ zfs: ['zfspool', 'tank'], thin: ['lvmthin', 'pve/data'], nas: ['nfs', null] })

const storageSections = (raw: Record<string, string>) =>
  Object.keys(guestSections(guestView([configured(raw), STORAGES]))).filter((name) => /[sz]\.(?!vm)/.test(name))

describe('the sections of a guest', () => {
  it('are those of what is read of it, and of what its node says of it', () => {
    const ofVm = Object.keys(guestSections(guestView([])))
    const common = ['config', 'networks', 'disks', 'snapshots', 'ip_addresses', 'runtime']
    assert.deepEqual(new Set(ofVm), new Set([...common, 'agent', 'agent.filesystems', 'runtime.vm_status']))
    const ofContainer = Object.keys(guestSections(guestView([], { type: 'lxc' })))
    assert.deepEqual(new Set(ofContainer), new Set([...common, 'runtime.container_status']))
  })

  it('are those of the storages its disks are on, and of no others', () => {
    assert.deepEqual(storageSections({ ide2: 'none,media=cdrom' }), [])
    assert.deepEqual(storageSections({ scsi0: 'zfs:vm-100-disk-0' }), ['disks.storages', 'disks.zfs', 'snapshots.zfs'])
    assert.deepEqual(storageSections({ scsi0: 'thin:vm-100-disk-0' }), ['disks.storages', 'disks.lvm'])
    assert.deepEqual(storageSections({ scsi0: 'nas:100/vm-100-disk-0.raw' }), ['disks.storages', 'disks.files'])
    assert.deepEqual(storageSections({ scsi0: 'gone:vm-100-disk-0' }), ['disks.storages'])
  })

  it('say when and how each was read, and how old it is', () => {
    const looks = [...sampleGuest(), failed(agent, 'timeout', AT + MINUTE)]
    const sections = guestSections(guestView(looks, { now: AT + 30 * MINUTE + 1 }))
    assert.deepEqual(sections['agent'], {
      status: 'failed',
      kind: 'timeout',
      reason: 'agent: timeout',
      hint: 'try again',
      via: 'ssh-batch',
      collected_at: '2026-01-01T12:01:00.000Z',
      last_success_at: '2026-01-01T12:00:00.000Z',
      duration_ms: 12,
      stale: true,
    })
    assert.deepEqual([sections['config']?.stale, sections['agent.filesystems']?.stale], [true, false])
  })

  it('name each collector of guests by sections of its own', () => {
    const named = guestProblems(guestView([])).map(({ section }) => section)
    const ofVms = GUEST_COLLECTORS.filter(({ types }) => types.includes('qemu'))
    assert.equal(new Set(named).size, ofVms.length + 2)
  })
})

describe('the problems of a guest', () => {
  it('are what the last look at it or at its storages did not read', () => {
    const looks = [...sampleGuest(), absent(agent, AT + 1), failed(zfsDatasets, 'timeout', AT + 1)]
    assert.deepEqual(guestProblems(guestView(looks)), [
      { section: 'disks.zfs', status: 'failed', kind: 'timeout', reason: 'zfs-datasets: timeout', hint: 'try again' },
      { section: 'agent', status: 'absent', kind: null, reason: 'agent is not there', hint: null },
    ])
  })

  it('are told once, however many disks they are of', () => {
    const disks = configured({ scsi0: 'zfs:vm-100-disk-0', scsi1: 'zfs:vm-100-disk-1' })
    const found = guestProblems(guestView([disks, STORAGES])).map(({ section }) => section)
    assert.equal(found.filter((section) => section === 'disks.zfs').length, 1)
  })

  it('in a list are those of what the list shows', () => {
    const looks = [...sampleGuest(), absent(filesystems, AT + 1)]
    const view = guestView(looks)
    assert.deepEqual([...listProblems(view), ...settledProblems(view)], [])
    assert.equal(guestProblems(guestView(looks)).length, 1)
  })
})

it('the newest value counts as when the guest was read', () => {
  assert.equal(newestGuestRead(guestView([])), null)
  const looks = [...sampleGuest(AT - 60 * MINUTE), configured({}, AT), failed(agent, 'timeout', AT + MINUTE)]
  assert.equal(newestGuestRead(guestView(looks)), AT)
})

it('a node that says nothing spoils nothing that its guest says', () => {
  const view = { ...guestView(sampleGuest()), ofNode: keptFrom() }
  assert.equal(guestSections(view)['config']?.status, 'ok')
  assert.equal(guestSections(view)['runtime']?.status, 'never')
})
