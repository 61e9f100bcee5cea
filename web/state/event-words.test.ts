import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVENT_KINDS } from '../../src/model/fleet-event.ts'
import { en } from '../locales/en.ts'
import { eventWords } from './event-words.ts'

/** Texts of the language by their key, as the pages find them. */
function t(key: string, values: Record<string, unknown> = {}): string {
  const found = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], en)
  return typeof found === 'string' ? found.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name])) : key
}

type Event = Parameters<typeof eventWords>[0]

const words = (kind: Event['kind'], over: Partial<Event> = {}): string =>
  eventWords({ kind, text: 'as the server says', what: null, from: null, to: null, ...over }, t)

test('every kind of change has a sentence of its own', () => {
  const said = EVENT_KINDS.map((kind) =>
    words(kind, { what: 'it', from: 'a', to: kind === 'node-access' ? 'auth' : 'b' }),
  )
  assert.ok(!said.includes('as the server says'), said.join('\n'))
  assert.equal(new Set(said).size, EVENT_KINDS.length)
})

test('values that are ours are in the language, and those of others as they are', () => {
  assert.equal(words('node-status', { from: 'online', to: 'offline' }), 'status: online → offline')
  assert.equal(words('node-license', { from: 'notfound', to: 'active' }), 'subscription: none → active')
  assert.equal(
    words('storage-status', { what: 'nas', from: 'active', to: 'inactive' }),
    'storage nas: active → not reachable',
  )
  assert.equal(words('cluster-quorum', { from: 'quorate', to: 'not quorate' }), 'quorum: quorate → no quorum')
  assert.equal(words('guest-config', { what: 'name', from: 'silent', to: 'warning' }), 'name: silent → warning')
  assert.equal(words('pool-health', { what: 'tank', from: null, to: 'ONLINE' }), 'pool tank: nothing → ONLINE')
})

test('a kind that is told in several ways has a sentence for each', () => {
  assert.equal(words('guest-config', { what: 'lxc' }), 'lxc was changed')
  assert.equal(words('guest-config'), 'the configuration has become another one')
  assert.equal(words('node-access', { from: 'auth' }), 'is asked again')
  assert.equal(words('node-access', { to: 'untrusted' }), 'not asked any more: it shows another key or certificate')
  assert.equal(words('finding', { what: 'pool full', to: 'warning' }), 'pool full (Warning)')
  assert.equal(
    words('finding', { what: 'pool full', from: 'warning', to: 'critical' }),
    'pool full (Warning → Critical)',
  )
  assert.equal(words('finding', { what: 'pool full', from: 'warning' }), 'pool full (over)')
})

test('of what is not known the server has the word', () => {
  assert.equal(words('node-access', { to: 'new-reason' }), 'as the server says')
})
