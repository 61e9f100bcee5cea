import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { guestView } from '../../../test/tools/guest-view.ts'
import { absent, read } from '../../../test/tools/kept.ts'
import { AT, configured, listed } from '../../../test/tools/sample-guest.ts'
import { addresses } from '../../collectors/guest/addresses.ts'
import { guests } from '../../collectors/node/guests.ts'
import { guestAddresses, guestNetworks } from './guest-networks.ts'

const [ONE, TWO] = ['BC:24:11:00:00:01', 'BC:24:11:00:00:02']
const TWO_CARDS = configured({ net0: `virtio=${ONE},bridge=vmbr0`, net1: `e1000=${TWO.toLowerCase()},bridge=vmbr1` })

const inside = (...interfaces: [name: string, mac: string | null, ...addresses: string[]][]) =>
  read(addresses, { interfaces: interfaces.map(([name, mac, ...found]) => ({ name, mac, addresses: found })) }, AT)

describe('the interfaces of a guest', () => {
  it('trap 29: are those of the guest with the same hardware address, whatever its case', () => {
    const seen = inside(['eth1', TWO, '192.0.2.2', '2001:db8::2'], ['eth0', ONE, '192.0.2.1'])
    assert.deepEqual(
      guestNetworks(guestView([TWO_CARDS, seen]))?.map(({ id, guest_name, ipv4, ipv6 }) => [
        id,
        guest_name,
        ipv4,
        ipv6,
      ]),
      [
        ['net0', 'eth0', ['192.0.2.1'], []],
        ['net1', 'eth1', ['192.0.2.2'], ['2001:db8::2']],
      ],
    )
  })

  it('have the addresses of what stands on them and shares their hardware address, each once', () => {
    const seen = inside(['ens18', ONE], ['br-lan', ONE, '192.0.2.1'], ['ens18.20', ONE, '192.0.2.9', '192.0.2.1'])
    const [net0, net1] = guestNetworks(guestView([TWO_CARDS, seen])) ?? []
    assert.deepEqual([net0?.guest_name, net0?.ipv4], ['ens18', ['192.0.2.1', '192.0.2.9']])
    assert.deepEqual([net1?.guest_name, net1?.ipv4], [null, []])
  })

  it('are joined by name where a container has no hardware address configured', () => {
    const bare = configured({ net0: 'name=eth0,bridge=vmbr0,ip=dhcp', net1: 'name=eth1' })
    const seen = inside(['eth0', ONE, '192.0.2.1'], ['lo', null, '127.0.0.1'])
    const nets = guestNetworks(guestView([bare, seen], { type: 'lxc' }))
    assert.deepEqual(
      nets?.map(({ name, ipv4 }) => [name, ipv4]),
      [
        ['eth0', ['192.0.2.1']],
        ['eth1', []],
      ],
    )
  })

  it('have unknown addresses as long as nobody told any', () => {
    const [net0] = guestNetworks(guestView([TWO_CARDS])) ?? []
    assert.deepEqual([net0?.ipv4, net0?.ipv6, net0?.guest_name], [null, null, null])
  })
})

describe('the addresses of a guest', () => {
  it('trap 29: are those of configured interfaces; what leads nowhere is told apart', () => {
    const nowhere = [
      '127.0.0.1',
      '169.254.1.1',
      '224.0.0.1',
      '239.1.1.1',
      '0.0.0.0',
      '::1',
      '::',
      'fe80::1',
      'FEBF::1',
      'ff02::1',
    ]
    const seen = inside(
      ['eth0', ONE, ...nowhere, '223.255.255.1', 'fd00::1'],
      ['veth12ab', '02:00:00:00:00:09', '10.0.0.1'],
    )
    assert.deepEqual(guestAddresses(guestView([TWO_CARDS, seen])), {
      ipv4: ['223.255.255.1'],
      ipv6: ['fd00::1'],
      all: ['223.255.255.1', 'fd00::1'],
      source: 'agent',
      other: [
        { interface: 'eth0', addresses: nowhere },
        { interface: 'veth12ab', addresses: ['10.0.0.1'] },
      ],
    })
  })

  it('are none where the guest says that there are none', () => {
    const { ipv4, all, source } = guestAddresses(guestView([TWO_CARDS, inside(['eth0', ONE])]))
    assert.deepEqual([ipv4, all, source], [[], [], 'agent'])
  })

  it('are none of a guest without interfaces', () => {
    const { all, source, other } = guestAddresses(guestView([configured({})]))
    assert.deepEqual([all, source, other], [[], null, null])
  })

  it('of a container are seen on the node, else as configured, where dhcp is no address', () => {
    const config = configured({
      net0: `name=eth0,hwaddr=${ONE},ip=192.0.2.200/24,ip6=fd00::200/64`,
      net1: `name=eth1,hwaddr=${TWO},ip=dhcp,ip6=auto`,
    })
    const stopped = guestView([config, absent(addresses, AT)], { type: 'lxc' })
    assert.deepEqual(guestAddresses(stopped), {
      ipv4: ['192.0.2.200'],
      ipv6: ['fd00::200'],
      all: ['192.0.2.200', 'fd00::200'],
      source: 'config',
      other: null,
    })
    assert.deepEqual(
      guestNetworks(stopped)?.map(({ ipv4 }) => ipv4),
      [['192.0.2.200'], null],
    )
    const running = guestView([config, inside(['eth0', ONE, '192.0.2.201'])], { type: 'lxc' })
    assert.deepEqual([guestAddresses(running).all, guestAddresses(running).source], [['192.0.2.201'], 'container'])
  })

  it("trap 29: cloud-init's are configured and not observed", () => {
    const config = configured({ net0: `virtio=${ONE}`, ipconfig0: 'ip=192.0.2.100/24,gw=192.0.2.1' })
    const { all, source } = guestAddresses(guestView([config]))
    assert.deepEqual([all, source], [['192.0.2.100'], 'cloud-init'])
    const seen = guestAddresses(guestView([config, inside(['eth0', ONE, '192.0.2.7'])]))
    assert.deepEqual([seen.all, seen.source], [['192.0.2.7'], 'agent'])
  })

  it('are not those it had while it still ran', () => {
    const stopped = read(guests, { guests: [listed({ status: 'stopped' })] }, AT)
    const { all, source, other } = guestAddresses(guestView([TWO_CARDS, inside(['eth0', ONE, '192.0.2.1']), stopped]))
    assert.deepEqual([all, source, other], [null, null, null])
  })

  it('are unknown as long as its interfaces are, whatever the agent tells', () => {
    assert.deepEqual(guestAddresses(guestView([inside(['eth0', ONE, '192.0.2.1'])])), {
      ipv4: null,
      ipv6: null,
      all: null,
      source: null,
      other: [{ interface: 'eth0', addresses: ['192.0.2.1'] }],
    })
  })
})
