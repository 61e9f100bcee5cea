import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { COLLECTORS } from '../collectors/index.ts'
import { hostDetails } from './host-details.ts'
import { problems } from './sections.ts'

const include = { hardware: true, storage: true, network: true }
const context = { nodeId: 1, hostname: 'pve1', address: 'pve1.lan', now: Date.UTC(2026, 0, 1), include }

describe('a node that was never read', () => {
  const details = hostDetails(new Map(), context)

  it('is unknown in every value, and no list is empty', () => {
    assert.equal(details.status, 'unknown')
    assert.equal(details.collected_at, null)
    assert.equal(details.stale, false)
    assert.deepEqual(new Set(Object.values(details.cpu)), new Set([null]))
    assert.deepEqual(new Set(Object.values(details.memory)), new Set([null]))
    assert.deepEqual(new Set(Object.values(details.hardware ?? {})), new Set([null]))
    assert.deepEqual(new Set(Object.values(details.updates)), new Set([null]))
    assert.deepEqual(details.temperature, { highest_c: null, readings: null })
    const { storage, network, zfs_pools, thin_pools, bonds, guest_ports, services, certificates } = details
    const lists = [storage, network, zfs_pools, thin_pools, bonds, guest_ports, services, certificates]
    assert.deepEqual(new Set(lists), new Set([null]))
  })

  it('says of every section that it was never read', () => {
    const never = { status: 'never', kind: null, reason: 'not read yet', hint: null }
    const nothing = { via: null, collected_at: null, last_success_at: null, duration_ms: null, stale: false }
    for (const section of Object.values(details.sections)) assert.deepEqual(section, { ...never, ...nothing })
    assert.deepEqual(
      problems(new Map()).map(({ status }) => status),
      COLLECTORS.map(() => 'never'),
    )
  })
})
