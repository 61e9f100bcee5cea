import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { FleetEvent } from '../model/fleet-event.ts'
import { openSluice } from './sluice.ts'

const events = (count: number, remoteId = 1): FleetEvent[] =>
  Array.from({ length: count }, (_, n) => ({
    remoteId,
    nodeId: 1,
    vmid: 100 + n,
    name: null,
    at: 0,
    kind: 'guest-appeared',
    what: null,
    from: null,
    to: 'pve1',
  }))

it('lets an hour of events of a remote through up to a limit, and then says once that there were more', () => {
  const screened = openSluice(10)
  const kinds = (count: number, at: number, remoteId = 1): string[] =>
    screened(events(count, remoteId), at).map(({ kind }) => kind)
  assert.equal(kinds(8, 0).length, 8)
  assert.deepEqual(kinds(5, 1000), ['guest-appeared', 'guest-appeared', 'events-dropped'])
  assert.deepEqual(kinds(5, 2000), [])
  assert.equal(kinds(5, 2000, 2).length, 5)
  assert.deepEqual(kinds(0, 3000), [])
  assert.equal(kinds(10, 3_600_000).length, 10)
  assert.deepEqual(kinds(1, 3_600_001), ['events-dropped'])
})
