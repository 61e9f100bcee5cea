import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EVENT_KINDS } from '../model/fleet-event.ts'
import type { FleetEvent } from '../model/fleet-event.ts'
import { eventText } from './event-text.ts'

type Named = Parameters<typeof eventText>[0]

const event = (kind: FleetEvent['kind'], more: Partial<Named> = {}): Named => ({
  remoteId: 1,
  nodeId: 3,
  node: 'pve1',
  vmid: null,
  name: null,
  at: 0,
  kind,
  what: null,
  from: null,
  to: null,
  ...more,
})

const guest = { vmid: 100, name: 'web' }

const SENTENCES: readonly (readonly [Named, string])[] = [
  [event('node-status', { from: 'online', to: 'offline' }), 'node pve1: online → offline'],
  [event('node-status', { node: null, from: 'online', to: 'offline' }), 'node 3: online → offline'],
  [event('node-access', { to: 'untrusted' }), 'node pve1 is not asked any more: it shows another key or certificate'],
  [event('node-access', { from: 'auth' }), 'node pve1 is asked again'],
  [
    event('guest-config', { ...guest, what: 'memory', from: '2048', to: '4096' }),
    'memory of guest 100 (web) changed: 2048 → 4096',
  ],
  [event('guest-config', { ...guest, what: 'cores', to: '4' }), 'cores of guest 100 (web) changed: nothing → 4'],
  [event('guest-config', { ...guest, what: 'description' }), 'description of guest 100 (web) changed'],
  [event('guest-config', guest), 'the configuration of guest 100 (web) has become another one'],
  [event('guest-moved', { vmid: 7, from: 'pve1', to: 'pve2' }), 'guest 7 moved: pve1 → pve2'],
  [
    event('finding', { what: 'pool rpool is DEGRADED', to: 'critical' }),
    'node pve1: pool rpool is DEGRADED (critical)',
  ],
  [event('finding', { what: 'x', from: 'warning', to: 'critical' }), 'node pve1: x (critical, was warning)'],
  [event('finding', { nodeId: null, node: null, what: 'x', from: 'critical' }), 'the cluster: x (over)'],
]

describe('an event as a sentence', () => {
  for (const [one, sentence] of SENTENCES) it(sentence, () => assert.equal(eventText(one), sentence))

  it('has words for every kind', () => {
    for (const kind of EVENT_KINDS)
      assert.match(eventText(event(kind, { ...guest, what: 'x', from: 'a', to: 'b' })), /^\S.{5,}/)
  })
})
