import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { failing } from '../../../test/tools/printed.ts'
import { parseDefaultGateways } from './default-gateways.ts'

const gatewaysOf = (...routes: object[]) => [...parseDefaultGateways(JSON.stringify(routes))]

test('trap 9: a default gateway belongs to one interface, that of the route with the lowest metric', () => {
  const routes = [
    { dst: 'default', gateway: '10.0.1.1', dev: 'vmbr1', metric: 200, flags: [] },
    { dst: 'default', gateway: '10.0.0.1', dev: 'vmbr0', metric: 100, flags: [] },
  ]
  assert.deepEqual(gatewaysOf(...routes), [['vmbr0', '10.0.0.1']])
})

test('trap 9: a default route without a metric is the best one', () => {
  const routes = [
    { dst: 'default', gateway: '10.0.1.1', dev: 'vmbr1', metric: 1 },
    { dst: 'default', gateway: '10.0.0.1', dev: 'vmbr0' },
  ]
  assert.deepEqual(gatewaysOf(...routes), [['vmbr0', '10.0.0.1']])
})

test('trap 9: each next hop of a multipath route is the gateway of its own interface', () => {
  const nexthops = [
    { gateway: '10.0.0.1', dev: 'vmbr0', weight: 1, flags: [] },
    { gateway: '10.0.1.1', dev: 'vmbr1', weight: 1, flags: [] },
    { gateway: '10.0.2.1', dev: 'vmbr2', weight: 1, flags: ['dead', 'linkdown'] },
  ]
  const expected = [
    ['vmbr0', '10.0.0.1'],
    ['vmbr1', '10.0.1.1'],
  ]
  assert.deepEqual(gatewaysOf({ dst: 'default', flags: [], nexthops }), expected)
})

test('a dead route does not count, however low its metric', () => {
  const routes = [
    { dst: 'default', gateway: '10.0.1.1', dev: 'vmbr1', flags: ['dead', 'linkdown'] },
    { dst: 'default', gateway: '10.0.0.1', dev: 'vmbr0', metric: 100, flags: [] },
  ]
  assert.deepEqual(gatewaysOf(...routes), [['vmbr0', '10.0.0.1']])
})

test('a next hop of the other family is a gateway', () => {
  const route = { dst: 'default', via: { family: 'inet6', host: 'fe80::1' }, dev: 'vmbr0' }
  assert.deepEqual(gatewaysOf(route), [['vmbr0', 'fe80::1']])
})

test('routes to nowhere, to a network or without a gateway name no gateway', () => {
  const routes = [
    { type: 'unreachable', dst: 'default', dev: 'lo', metric: 4294967295, gateway: '::1' },
    { dst: '10.0.0.0/24', gateway: '10.9.9.9', dev: 'vmbr0' },
    { dst: 'default', dev: 'ppp0', scope: 'link' },
  ]
  assert.deepEqual(gatewaysOf(...routes), [])
})

test('a kernel without IPv6 prints nothing, which is no routes', () => {
  assert.deepEqual([...parseDefaultGateways('')], [])
  assert.deepEqual([...parseDefaultGateways('[ ]\n')], [])
})

test('what is not JSON is a bad reply', () => {
  assert.throws(() => parseDefaultGateways('default via 10.0.0.1 dev vmbr0'), failing('bad-reply', /^ip route printed/))
  assert.throws(() => parseDefaultGateways('[{}]'), failing('bad-reply', /at 0\.dst$/))
})

test(
  'route-table-all-netns.json: one default route among local, broadcast and blackhole ones',
  {
    skip: withoutShared,
  },
  () => {
    const gateways = parseDefaultGateways(sharedText('samples/ip/route-table-all-netns.json'))
    assert.deepEqual([...gateways], [['vmbr0', '192.0.2.1']])
  },
)
