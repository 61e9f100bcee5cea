import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failing, missing } from '../../../test/tools/printed.ts'
import { guestFactOf, survivesAnyGuestReply } from '../../../test/tools/pve-reply.ts'
import { messageFailure } from '../../transport/pve-failures.ts'
import { addresses } from './addresses.ts'

const told = (...list: string[]) =>
  list.map((address) => ({ 'ip-address': address, 'ip-address-type': 'ipv4', prefix: 8 }))

const LOOPBACK = { name: 'lo', 'hardware-address': '00:00:00:00:00:00', 'ip-addresses': told('127.0.0.1', '::1') }
const CARD = {
  name: 'ens18',
  'hardware-address': 'bc:24:11:0a:0b:0c',
  'ip-addresses': told('198.51.100.7', '2001:db8::7', 'fe80::be24:11ff:fe0a:b0c'),
}

const ofVm = (result: unknown) => guestFactOf(addresses, 'qemu', { 'agent/network-get-interfaces': { result } })
const ofContainer = (reply: unknown) => guestFactOf(addresses, 'lxc', { interfaces: reply })

const addressesOf = async (interfaces: Promise<{ interfaces: { addresses: string[] }[] }>) =>
  (await interfaces).interfaces.map((one) => one.addresses)

test('trap 29: every interface is told with all its addresses, and its MAC in upper case to compare', async () => {
  assert.deepEqual(await ofVm([LOOPBACK, CARD, { name: 'docker0', 'hardware-address': '02-42-7E-11-5C-2A' }]), {
    interfaces: [
      { name: 'lo', mac: null, addresses: ['127.0.0.1', '::1'] },
      {
        name: 'ens18',
        mac: 'BC:24:11:0A:0B:0C',
        addresses: ['198.51.100.7', '2001:db8::7', 'fe80::be24:11ff:fe0a:b0c'],
      },
      { name: 'docker0', mac: '02:42:7E:11:5C:2A', addresses: [] },
    ],
  })
})

test('an address is without prefix length and without the number of a Windows interface; what is none is left out', async () => {
  const odd = { name: 'Ethernet 2', 'ip-addresses': told('fe80::1%12', '203.0.113.9/24', '300.1.1.1', 'dhcp', '') }
  assert.deepEqual(await addressesOf(ofVm([odd])), [['fe80::1', '203.0.113.9']])
})

test('a tunnel, whose hardware address is none, has no MAC', async () => {
  const found = await ofVm([{ name: 'gre1', 'hardware-address': '192.0.2.1' }, { name: 'isatap' }])
  assert.deepEqual(
    found.interfaces.map(({ mac }) => mac),
    [null, null],
  )
})

test('trap 29: a running container lists all addresses too', async () => {
  const row = { ...CARD, hwaddr: CARD['hardware-address'], inet: '198.51.100.7/24', inet6: 'fe80::1/64' }
  assert.deepEqual(await ofContainer([row]), await ofVm([CARD]))
})

test('trap 29: before PVE 8.4 a container shows one address of each kind', async () => {
  const rows = [
    { name: 'eth0', hwaddr: 'bc:24:11:0a:0b:0c', inet: '198.51.100.8/24', inet6: '2001:db8::8/64' },
    { name: 'eth1', hwaddr: 'bc:24:11:0a:0b:0d', inet: '198.51.100.9/24' },
    { name: 'eth2', hwaddr: 'bc:24:11:0a:0b:0e' },
  ]
  assert.deepEqual(await addressesOf(ofContainer(rows)), [['198.51.100.8', '2001:db8::8'], ['198.51.100.9'], []])
  assert.equal((await ofContainer(rows)).interfaces[2]?.mac, 'BC:24:11:0A:0B:0E')
})

test('trap 29: a container that is not running has no addresses to tell, and says so', async () => {
  await assert.rejects(ofContainer(null), missing('the container is not running'))
  await assert.rejects(ofVm(null), failing('bad-reply', /network-get-interfaces/))
})

test('before PVE 8 nobody tells the addresses of a container', async () => {
  const refusal = messageFailure("no handler for 'nodes/pve1/lxc/100/interfaces'\n", 500)
  await assert.rejects(ofContainer(refusal), missing('this version of PVE has no such reading'))
})

test('trap 28: an agent without an answer is the reason for having no addresses', async () => {
  const asked = (message: string) =>
    guestFactOf(addresses, 'qemu', { 'agent/network-get-interfaces': messageFailure(message, 500) })
  await assert.rejects(asked('No QEMU guest agent configured\n'), missing('the guest agent is not enabled'))
  await assert.rejects(asked('QEMU guest agent is not running\n'), missing('the guest agent does not answer'))
})

test('a list that is none is refused, and so is a longer one than any guest could mean', async () => {
  for (const reply of ['eth0', {}, [{ 'hardware-address': 'bc:24:11:0a:0b:0c' }], Array(10_001).fill(LOOPBACK)]) {
    await assert.rejects(ofVm(reply), failing('bad-reply', /network-get-interfaces/))
    await assert.rejects(ofContainer(reply), failing('bad-reply', /interfaces/))
  }
  const many = { ...CARD, 'ip-addresses': Array(10_001).fill({ 'ip-address': '192.0.2.1' }) }
  await assert.rejects(ofVm([many]), failing('bad-reply', /network-get-interfaces/))
  await assert.rejects(ofVm([{ ...CARD, 'ip-addresses': 'none' }]), failing('bad-reply', /network-get-interfaces/))
})

test('any reply gives valid interfaces, or an absence or failure that says so', async () => {
  await survivesAnyGuestReply(addresses, 'qemu', { 'agent/network-get-interfaces': { result: [LOOPBACK, CARD] } })
  await survivesAnyGuestReply(addresses, 'lxc', { interfaces: [{ ...CARD, hwaddr: 'x', inet: '192.0.2.1/24' }] })
})
