import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedReply, sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { built, pick } from '../../../test/tools/sources.ts'
import { networkRows, nodeNetwork } from './node-network.ts'

const ROW = { method: 'manual', method6: 'manual', families: ['inet'] }
const only = (text: string): Record<string, unknown> | undefined => networkRows(text)[0]

describe('/etc/network/interfaces', () => {
  it('gives an address with its length however it was written', () => {
    const table: [string, object][] = [
      ['address 192.0.2.9/26', { cidr: '192.0.2.9/26', netmask: '26' }],
      ['address 192.0.2.9\n\tnetmask 255.255.255.192', { cidr: '192.0.2.9/26', netmask: '26' }],
      ['address 192.0.2.9\n\tnetmask 26', { cidr: '192.0.2.9/26', netmask: '26' }],
      ['address 192.0.2.9', { cidr: '192.0.2.9/32' }],
      ['address 192.0.2.9\n\tnetmask 0.0.0.0', { cidr: '192.0.2.9/0', netmask: '0' }],
      ['address 192.0.2.9\n\tnetmask 255.0.255.0', { cidr: '192.0.2.9/32', netmask: '255.0.255.0' }],
    ]
    for (const [options, expected] of table)
      assert.deepEqual(only(`iface eth0 inet static\n\t${options}\n`), {
        ...ROW,
        iface: 'eth0',
        type: 'eth',
        method: 'static',
        address: '192.0.2.9',
        ...expected,
      })
  })

  it('tells the families of one interface apart, also where ifupdown2 names none', () => {
    const both =
      'iface a inet static\n\taddress 192.0.2.9/24\n\tgateway 192.0.2.1\n\niface a inet6 auto\n\tgateway fd00::1\n'
    const row = only(both)
    assert.deepEqual([row?.['families'], row?.['method'], row?.['method6']], [['inet', 'inet6'], 'static', 'auto'])
    assert.deepEqual([row?.['gateway'], row?.['gateway6']], ['192.0.2.1', 'fd00::1'])
    const none = only('iface a\n\taddress fd00::9/64\n\taddress 192.0.2.9/24\n')
    assert.deepEqual([none?.['cidr'], none?.['cidr6'], none?.['families']], ['192.0.2.9/24', 'fd00::9/64', ['inet']])
  })

  it('trap 9: a bridge without ports is a bridge; bridge_vids is not a VLAN id', () => {
    assert.deepEqual(only('auto vmbr1\niface vmbr1 inet manual\n\tbridge-ports none\n\tbridge-vids 2-4094\n'), {
      ...ROW,
      iface: 'vmbr1',
      type: 'bridge',
      autostart: 1,
      bridge_ports: '',
      bridge_stp: 'off',
      bridge_fd: 0,
      bridge_vids: '2-4094',
    })
  })

  it('names the kind of an interface', () => {
    const types: [string, string][] = [
      ['iface eno1 inet manual', 'eth'],
      ['iface bond7 inet manual\n\tbond-slaves none', 'bond'],
      ['iface eth0:1 inet manual', 'alias'],
      ['iface eth0.5 inet manual', 'vlan'],
      ['iface dmz inet manual\n\tvlan-raw-device eth0', 'vlan'],
      ['iface vx1 inet manual\n\tvxlan-id 7', 'vxlan'],
      ['iface d0 inet manual\n\tlink-type dummy', 'dummy'],
      ['iface lan0 inet manual', 'unknown'],
      ['iface eno1 inet manual\n\tovs_type OVSPort', 'OVSPort'],
      ['iface eno1 inet manual\n\tovs_type OVSIntPort', 'unknown'],
    ]
    for (const [text, type] of types) assert.equal(only(text)?.['type'], type, text)
  })

  it('reads the mode of a bond, by number, by name and of Open vSwitch', () => {
    const mode = (options: string): unknown => only(`iface bond0 inet manual\n\t${options}\n`)?.['bond_mode']
    assert.equal(mode('bond_mode 4'), '802.3ad')
    assert.equal(mode('bond-mode balance-alb'), 'balance-alb')
    assert.equal(mode('ovs_type OVSBond\n\tovs_options bond_mode=balance-tcp'), 'lacp-balance-tcp')
    assert.equal(mode('ovs_type OVSBond\n\tovs_options bond_mode=balance-slb lacp=active'), 'lacp-balance-slb')
    assert.equal(mode('ovs_type OVSBond\n\tovs_options bond_mode=active-backup'), 'active-backup')
  })

  it('ends a stanza at the first empty line, and takes only comments below its options', () => {
    const rows = networkRows(
      '# of the file\niface a inet manual\n\tmtu 9000\n#mine\n\n# of nobody\n\tmtu 1\niface b inet manual\n',
    )
    assert.deepEqual(
      rows.map(({ iface, mtu, comments }) => [iface, mtu, comments]),
      [
        ['a', '9000', 'mine\n'],
        ['b', undefined, undefined],
      ],
    )
  })

  it('leaves out lo, and gives an interface that is only started', () => {
    const rows = networkRows('auto lo eno9\niface lo inet loopback\n')
    assert.deepEqual(rows, [{ ...ROW, iface: 'eno9', type: 'eth', autostart: 1 }])
  })

  it('equals what PVE replied, but for what is not in the file', { skip: withoutShared }, () => {
    const recorded = recordedReply('8.4/node_network') as Record<string, unknown>[]
    const all = new Set(recorded.flatMap((row) => Object.keys(row)))
    const keys = [...all.difference(new Set(['active', 'exists', 'priority', 'options']))]
    const rows = built(nodeNetwork, { files: { '/etc/network/interfaces': sharedText('pve/8.4/network-interfaces') } })
    assert.deepEqual(pick(rows, keys, 'iface'), pick(recorded, keys, 'iface'))
  })
})
