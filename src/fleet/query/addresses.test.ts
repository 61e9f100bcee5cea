import assert from 'node:assert/strict'
import { BlockList, isIP } from 'node:net'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { addressTest, groupsOf } from './addresses.ts'

const finds = (asked: string, ...addresses: string[]): boolean[] =>
  addresses.map((address) => addressTest(asked)?.(address) ?? assert.fail(`${asked} is no network`))

describe('ip:', () => {
  it('takes a network of IPv4', () => {
    assert.deepEqual(finds('192.0.2.0/24', '192.0.2.0', '192.0.2.255', '192.0.3.0'), [true, true, false])
    assert.deepEqual(finds('10.20.0.0/14', '10.20.0.1', '10.23.255.255', '10.24.0.0'), [true, true, false])
    assert.deepEqual(finds('0.0.0.0/0', '203.0.113.7', '2001:db8::1'), [true, false])
  })

  it('takes a network of IPv6, however it is written', () => {
    assert.deepEqual(finds('2001:db8::/32', '2001:db8:0:1::7', '2001:DB8:ffff::', '2001:db9::'), [true, true, false])
    assert.deepEqual(finds('fd00::1/127', 'fd00::', 'fd00:0:0:0:0:0:0:1', 'fd00::2'), [true, true, false])
    assert.deepEqual(finds('::/0', '2001:db8::1', '192.0.2.1'), [true, false])
  })

  it('takes a whole address for that address alone', () => {
    assert.deepEqual(finds('192.0.2.1', '192.0.2.1', '192.0.2.10'), [true, false])
    assert.deepEqual(finds('2001:db8::1', '2001:0db8:0:0::1', '2001:db8::10'), [true, false])
  })

  it('takes the beginning of an address', () => {
    assert.deepEqual(finds('192.0.2.', '192.0.2.1', '192.0.20.1'), [true, false])
    assert.deepEqual(finds('2001:DB8', '2001:db8::1', '2001:db9::1'), [true, false])
  })

  it('looks at addresses with a prefix length of their own without it', () => {
    assert.deepEqual(finds('192.0.2.0/24', '192.0.2.7/32'), [true])
    assert.deepEqual(finds('192.0.2.7', '192.0.2.7/24'), [true])
  })

  it('takes IPv4 inside IPv6 for IPv4', () => {
    assert.deepEqual(finds('192.0.2.0/24', '::ffff:192.0.2.1', '::ffff:c000:201', '::192.0.2.1'), [true, true, false])
  })

  it('finds nothing in what is no address', () => {
    assert.deepEqual(finds('192.0.2.0/24', 'pve1.lan', '', '192.0.2', '192.0.2.256', ':::'), Array(5).fill(false))
  })

  it('does not take a network that is none', () => {
    for (const asked of ['192.0.2.0/33', '2001:db8::/129', 'web/24', '192.0.2.0/', '192.0.2.0/x', '192.0.2/24']) {
      assert.equal(addressTest(asked), null, asked)
    }
  })
})

const part = fc.constantFrom(':', '::', '0', 'db8', 'ffff', '1.2.3.4', '12345', '.', '255', 'g')
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.string(),
  fc.array(part, { maxLength: 17 }).map((parts) => parts.join('')),
)

it('knows an address from what is none as Node does', () => {
  fc.assert(
    fc.property(address, (text) => {
      fc.pre(!/[/%]/.test(text))
      assert.equal(groupsOf(text) !== null, isIP(text) !== 0, text)
    }),
    { numRuns: 2000 },
  )
})

it('finds in a network what a block list of Node finds', () => {
  const kinds = [
    [fc.ipV4(), 'ipv4', 32],
    [fc.ipV6(), 'ipv6', 128],
  ] as const
  for (const [arbitrary, kind, bits] of kinds) {
    fc.assert(
      fc.property(arbitrary, arbitrary, fc.nat(bits), (network, other, length) => {
        const list = new BlockList()
        list.addSubnet(network, length, kind)
        assert.equal(addressTest(`${network}/${String(length)}`)?.(other), list.check(other, kind))
        assert.equal(addressTest(`${network}/${String(length)}`)?.(network), true)
      }),
    )
  }
})
