import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { wiringOf } from './wiring.ts'

const one = (name: string, over: { master?: string; vlan_parent?: string } = {}) => ({
  name,
  master: over.master ?? null,
  vlan_parent: over.vlan_parent ?? null,
})
const port = (vmid: number | null, master: string | null) => ({ vmid, master })

/** Each picture as lines of text. */
const drawn = (...asked: Parameters<typeof wiringOf>): string[][] =>
  wiringOf(...asked).map((lines) =>
    lines.map(({ one: { name }, depth, guests }) => ['-'.repeat(depth) + name, ...guests].join(' ')),
  )

test('a bridge stands above its bond, that above its cards, and the guests at what they are plugged into', () => {
  const interfaces = [
    one('eno1', { master: 'bond0' }),
    one('eno2', { master: 'bond0' }),
    one('bond0', { master: 'vmbr0' }),
    one('vmbr0'),
    one('vmbr0.20', { vlan_parent: 'vmbr0' }),
    one('vmbr1'),
    one('eno3'),
  ]
  const ports = [port(104, 'vmbr0'), port(100, 'vmbr0'), port(100, 'vmbr0'), port(100, 'fwbr100i0'), port(7, 'vmbr1')]
  assert.deepEqual(drawn(interfaces, [...ports, port(null, 'vmbr0')]), [
    ['vmbr0 100 104', '-bond0', '--eno1', '--eno2', '-vmbr0.20'],
    ['vmbr1 7'],
  ])
})

test('a VLAN that is part of a bridge stands below that, and its carrier for itself', () => {
  const interfaces = [one('eno1'), one('eno1.20', { vlan_parent: 'eno1', master: 'vmbr20' }), one('vmbr20')]
  assert.deepEqual(drawn(interfaces, []), [['vmbr20', '-eno1.20']])
})

test('what is part of something that is not there stands for itself, and a ring is in no picture', () => {
  const ring = [one('a', { master: 'b' }), one('b', { master: 'a' })]
  assert.deepEqual(drawn([...ring, one('c', { master: 'gone' })], [port(1, 'a')]), [])
})

test('whatever nodes say, even one name for all, no interface is drawn twice', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const above = fc.option(name, { nil: null })
  const interfaces = fc.array(fc.record({ name, master: above, vlan_parent: above }))
  const ports = fc.array(fc.record({ vmid: fc.option(fc.nat(9), { nil: null }), master: above }))
  fc.assert(
    fc.property(interfaces, ports, (all, plugged) => {
      const shown = wiringOf(all, plugged).flatMap((lines) => lines.map((line) => line.one))
      assert.equal(new Set(shown).size, shown.length)
    }),
  )
})
