import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { FailureError } from '../model/failure.ts'
import { fingerprintOf } from './host-keys.ts'
import { keysIn, memberKeys } from './member-keys.ts'
import type { Link, SectionReply } from './section.ts'

const IP = '192.0.2.2'

/** A public key blob of this type; what follows the type tells it from others. */
function blob(rest: string, type = 'ssh-rsa'): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(type.length)
  return Buffer.concat([length, Buffer.from(type), Buffer.from(rest)])
}
const key = blob('the key of pve2')
const stale = blob('a key of old')
const line = (host: string, one = key): string => `${host} ssh-rsa ${one.toString('base64')}`
const hashed = (name: string): string => {
  const salt = Buffer.from('01234567890123456789')
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}
const answering = (reply: SectionReply): Link => ({ exchange: async () => [reply], close: () => undefined })
const printed = (stdout: string, exit = 0) => ({ exit, stdout, stderr: '', milliseconds: 0 })

for (const [what, text, ip] of [
  ['by name, as PVE keeps it for each member', `${line('pve1', stale)}\n${line('pve2')}\n`, IP],
  ['by address, as PVE kept it before', line('192.0.2.2'), IP],
  ['by an IPv6 address', line('2001:db8::2'), '2001:db8::2'],
  ['by one of several names', line('pve2,192.0.2.2'), IP],
  ['by its hashed name', line(hashed('pve2')), IP],
  ['by its hashed address', line(hashed(IP)), IP],
  ['under a name in capitals, with a comment and carriage returns', `${line('PVE2')} root@pve2\r\n`, IP],
  ['between lines that are none', `# x\n\0\n\npve2\npve2 ssh-rsa\n* *\n${line('pve2')}\n${'a'.repeat(9000)}`, IP],
] as const) {
  test(`a member is known ${what}`, () => {
    assert.deepEqual(keysIn(text)('pve2', ip), fingerprintOf(key))
    assert.equal(fingerprintOf(key).type, 'ssh-rsa')
  })
}

test('the name says more than the address, which another member may have had before', () => {
  const text = [line(IP, stale), line('pve2')].join('\n')
  assert.deepEqual(keysIn(text)('pve2', IP), fingerprintOf(key))
})

test('the first key of a name counts: the file of the member comes before the one for all', () => {
  const text = [line('pve2'), line('pve2', stale)].join('\n')
  assert.deepEqual(keysIn(text)('pve2', IP), fingerprintOf(key))
})

test('a member of which there is no key, a revoked one, or one of no known type is not known', () => {
  for (const text of [
    '',
    line('pve1'),
    line('pve22'),
    line(hashed('pve1')),
    line('p*'),
    `${line('pve2')}\n@revoked ${line('*')}`,
    line('pve2', blob('x', 'ssh-dss')),
    'pve2 ssh-rsa AAAA',
  ])
    assert.equal(keysIn(text)('pve2', IP), null, text)
})

test('a key is good for an address only, so that no name is resolved to who knows where', () => {
  for (const ip of ['elsewhere.example', '192.0.2.2 ', '', '192.0.2.2:22'])
    assert.equal(keysIn(line('pve2'))('pve2', ip), null, ip)
})

test('no more lines are read than a cluster has', () => {
  const text = [...Array<string>(256).fill(line('pve1')), line('pve2')].join('\n')
  assert.equal(keysIn(text)('pve2', IP), null)
})

test('any text gives a key that is in it, or none', () => {
  const words = fc.constantFrom(
    'pve2',
    IP,
    hashed('pve2'),
    '@revoked',
    '*',
    key.toString('base64'),
    'ssh-rsa',
    ' ',
    '\n',
  )
  const texts = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 20 }).map((parts) => parts.join(' ')),
  )
  fc.assert(
    fc.property(texts, fc.string(), (text, name) => {
      const found = keysIn(text)(name, IP)
      assert.ok(found === null || found.sha256 === fingerprintOf(key).sha256)
    }),
  )
})

test('keys come with whatever exit code, since either source may be missing', async () => {
  for (const exit of [0, 2]) {
    const keys = await memberKeys(answering(printed(line('pve2'), exit)))
    assert.deepEqual(keys('pve2', IP), fingerprintOf(key))
  }
})

test('a node that cannot tell its members has no keys to trust', async () => {
  const broken: Link = {
    exchange: () => Promise.reject(new FailureError('unreachable', 'gone')),
    close: () => undefined,
  }
  for (const link of [broken, answering(new FailureError('timeout', 'slow')), answering(printed(line('pve2'), 124))])
    assert.equal((await memberKeys(link))('pve2', IP), null)
})
