import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failing, findingsOf, survivesAnyOutput, textLike } from '../../../test/tools/printed.ts'
import { sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { bonds } from './bonds.ts'

/** Files of /proc/net/bonding as the program prints them. */
const files = (texts: Record<string, string>): string =>
  Object.entries(texts)
    .flatMap(([name, text]) => text.split('\n').map((line) => `/proc/net/bonding/${name}:${line}\n`))
    .join('')

const factOn = (texts: Record<string, string>) => factOf(bonds, { bonds: files(texts) })
const findingsOn = (texts: Record<string, string>) => findingsOf(bonds, { bonds: files(texts) })

const slave = (name: string, miiStatus = 'up', aggregator?: number): string => `
Slave Interface: ${name}
MII Status: ${miiStatus}
Speed: ${miiStatus === 'up' ? '10000 Mbps' : 'Unknown'}
Duplex: full
Permanent HW addr: 00:1f:f3:af:d3:f0${aggregator === undefined ? '' : `\nAggregator ID: ${aggregator}`}
details partner lacp pdu:
    system mac address: 11:22:33:44:55:66`

const lacp = (partner: string, ...slaves: string[]): string => `Ethernet Channel Bonding Driver: v6.8.12-9-pve

Bonding Mode: IEEE 802.3ad Dynamic link aggregation
MII Status: up

802.3ad info
Active Aggregator Info:
\tAggregator ID: 7
\tPartner Mac Address: ${partner}
${slaves.join('\n')}`

test('an LACP bond is read with its partner and the aggregators of its slaves', async () => {
  const text = lacp('AA:BB:CC:00:11:22', slave('eno1', 'up', 7), slave('eno2', 'going down', 8))
  assert.deepEqual(await factOn({ bond0: text }), {
    bonds: [
      {
        name: 'bond0',
        mode: '802.3ad',
        miiStatus: 'up',
        activeSlave: null,
        partnerMac: 'aa:bb:cc:00:11:22',
        slaves: [
          { name: 'eno1', miiStatus: 'up', speedMbps: 10_000, aggregator: 7 },
          { name: 'eno2', miiStatus: 'going down', speedMbps: null, aggregator: 8 },
        ],
      },
    ],
  })
})

test('every mode gets the name PVE gives it', async () => {
  const modes = [
    'load balancing (round-robin)',
    'fault-tolerance (active-backup) (fail_over_mac active)',
    'load balancing (xor)',
    'fault-tolerance (broadcast)',
    'IEEE 802.3ad Dynamic link aggregation',
    'transmit load balancing',
    'adaptive load balancing',
    'something new',
  ]
  const texts = Object.fromEntries(modes.map((mode, index) => [`bond${index}`, `Bonding Mode: ${mode}`]))
  const { bonds: found } = await factOn(texts)
  assert.deepEqual(
    found.map(({ mode }) => mode),
    [
      'balance-rr',
      'active-backup',
      'balance-xor',
      'broadcast',
      '802.3ad',
      'balance-tlb',
      'balance-alb',
      'something new',
    ],
  )
})

test('what a bond does not say is unknown', async () => {
  const text = `Bonding Mode: fault-tolerance (active-backup)\nCurrently Active Slave: None\n${slave('eno1')}${slave('eno2', 'odd')}`
  assert.deepEqual((await factOn({ bond0: text })).bonds[0], {
    name: 'bond0',
    mode: 'active-backup',
    miiStatus: 'unknown',
    activeSlave: null,
    partnerMac: null,
    slaves: [
      { name: 'eno1', miiStatus: 'up', speedMbps: 10_000, aggregator: null },
      { name: 'eno2', miiStatus: 'unknown', speedMbps: null, aggregator: null },
    ],
  })
})

test('a node without bonds has none; what is not of a bond is a bad reply', async () => {
  assert.deepEqual(await factOf(bonds, { bonds: { exit: 2 } }), { bonds: [] })
  await assert.rejects(factOf(bonds, { bonds: 'motd\n' }), failing('bad-reply', /nothing read is of a bond/))
  await assert.rejects(factOn({ bond0: 'MII Status: up' }), failing('bad-reply', /bond0 names no bonding mode/))
  await assert.rejects(factOn({ bond0: '\n'.repeat(20_000) }), failing('bad-reply', /more to say/))
})

test('a bond with all slaves up deserves no attention', async () => {
  const text = lacp('aa:bb:cc:00:11:22', slave('eno1', 'up', 7), slave('eno2', 'up', 7))
  assert.deepEqual(await findingsOn({ bond0: text }), [])
})

test('a slave that is down is a warning, a bond that is down is critical', async () => {
  const text = lacp('aa:bb:cc:00:11:22', slave('eno1', 'up', 7), slave('eno2', 'down', 8))
  const down = 'Bonding Mode: load balancing (xor)\nMII Status: down\n' + slave('eno3', 'down')
  assert.deepEqual(await findingsOn({ bond0: text, bond1: down }), [
    'warning: interface eno2 of bond bond0 is down',
    'critical: bond bond1 is down',
  ])
})

test('LACP without a partner, and slaves that do not work together, are warnings', async () => {
  const slaves = [slave('eno1', 'up', 1), slave('eno2', 'up', 2)]
  assert.deepEqual(await findingsOn({ bond0: lacp('00:00:00:00:00:00', ...slaves) }), [
    'warning: bond bond0 has no LACP partner: the switch does not answer',
  ])
  assert.deepEqual(await findingsOn({ bond0: lacp('aa:bb:cc:00:11:22', ...slaves) }), [
    'warning: bond bond0 is split into 2 LACP aggregators, of which one is used',
  ])
})

test('any output gives valid bonds or a failure that says so', async () => {
  const real = files({ bond0: lacp('aa:bb:cc:00:11:22', slave('eno1', 'up', 7), slave('eno2', 'down')) })
  await survivesAnyOutput(bonds, { bonds: textLike(real) })
})

const sample = async (file: string) => {
  const texts = { bond0: sharedText(`samples/proc_net_bonding/${file}`) }
  return { bond: (await factOn(texts)).bonds[0], findings: await findingsOn(texts) }
}
const healthy = { miiStatus: 'up', aggregator: null }

test('active-backup-no-primary.txt: one active slave of two', { skip: withoutShared }, async () => {
  const { bond, findings } = await sample('active-backup-no-primary.txt')
  assert.deepEqual(bond, {
    name: 'bond0',
    mode: 'active-backup',
    miiStatus: 'up',
    activeSlave: 'enp17s0f0',
    partnerMac: null,
    slaves: [
      { name: 'enp17s0f0', speedMbps: 10_000, ...healthy },
      { name: 'enp17s0f1', speedMbps: 10_000, ...healthy },
    ],
  })
  assert.deepEqual(findings, [])
})

test('facter-bond.txt: LACP without a partner', { skip: withoutShared }, async () => {
  const { bond, findings } = await sample('facter-bond.txt')
  assert.deepEqual(bond, {
    name: 'bond0',
    mode: '802.3ad',
    miiStatus: 'up',
    activeSlave: null,
    partnerMac: '00:00:00:00:00:00',
    slaves: [
      { name: 'eth2', miiStatus: 'up', speedMbps: 1000, aggregator: 1 },
      { name: 'eth3', miiStatus: 'up', speedMbps: 1000, aggregator: 2 },
    ],
  })
  assert.deepEqual(findings, ['warning: bond bond0 has no LACP partner: the switch does not answer'])
})

test('lacp-one-down-churned.txt: a slave down, no partner', { skip: withoutShared }, async () => {
  const { bond, findings } = await sample('lacp-one-down-churned.txt')
  assert.deepEqual(bond, {
    name: 'bond0',
    mode: '802.3ad',
    miiStatus: 'up',
    activeSlave: null,
    partnerMac: '00:00:00:00:00:00',
    slaves: [
      { name: 'enp0s9', miiStatus: 'up', speedMbps: 1000, aggregator: 1 },
      { name: 'enp0s8', miiStatus: 'down', speedMbps: null, aggregator: 2 },
    ],
  })
  assert.deepEqual(findings, [
    'warning: interface enp0s8 of bond bond0 is down',
    'warning: bond bond0 has no LACP partner: the switch does not answer',
  ])
})

test('rr-2slaves.txt: round-robin, both up', { skip: withoutShared }, async () => {
  const { bond, findings } = await sample('rr-2slaves.txt')
  assert.deepEqual(bond, {
    name: 'bond0',
    mode: 'balance-rr',
    miiStatus: 'up',
    activeSlave: null,
    partnerMac: null,
    slaves: [
      { name: 'eno1', speedMbps: 1000, ...healthy },
      { name: 'eno2', speedMbps: 1000, ...healthy },
    ],
  })
  assert.deepEqual(findings, [])
})
