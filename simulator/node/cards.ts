import { dice } from '../dice.ts'
import type { Nic } from '../fleet/machine.ts'
import type { Iface } from '../fleet/network.ts'
import { HOUR, wander } from '../rhythm.ts'
import type { View } from '../state/view.ts'
import { notInstalled, printed } from './answer.ts'
import type { Answer } from './answer.ts'

/** The bonding driver's files, as `grep -Hs ''` shows them. */
export function bonds({ node }: View): Answer {
  const all = node.ifaces.filter(({ kind }) => kind === 'bond')
  if (all.length === 0) return printed('')
  const lines = all.flatMap((iface) => {
    const slaves = node.machine.nics.filter(({ name }) => iface.members?.includes(name))
    return bondLines(iface, slaves).map((line) => `/proc/net/bonding/${iface.name}:${line}\n`)
  })
  return printed(lines.join(''))
}

function bondLines(iface: Iface, slaves: readonly Nic[]): string[] {
  const lacp = iface.bondMode === '802.3ad'
  const up = slaves.some(({ linked }) => linked) ? 'up' : 'down'
  const head = [
    'Ethernet Channel Bonding Driver: v6.8.12',
    '',
    `Bonding Mode: ${lacp ? 'IEEE 802.3ad Dynamic link aggregation' : 'fault-tolerance (active-backup)'}`,
  ]
  const monitor = [
    `MII Status: ${up}`,
    'MII Polling Interval (ms): 100',
    'Up Delay (ms): 0',
    'Down Delay (ms): 0',
    'Peer Notification Delay (ms): 0',
    '',
  ]
  const active = slaves.find(({ linked }) => linked)?.name ?? 'None'
  return [
    ...head,
    ...(lacp
      ? ['Transmit Hash Policy: layer3+4 (1)', ...monitor, ...lacpLines(iface, slaves)]
      : [
          `Primary Slave: ${iface.members?.[0] ?? 'None'} (primary_reselect always)`,
          `Currently Active Slave: ${active}`,
          ...monitor,
        ]),
    ...slaves.flatMap((nic) => slaveLines(nic, lacp)),
  ]
}

const lacpLines = ({ mac }: Iface, slaves: readonly Nic[]): string[] => [
  '802.3ad info',
  'LACP active: on',
  'LACP rate: slow',
  'Min links: 0',
  'Aggregator selection policy (ad_select): stable',
  'System priority: 65535',
  `System MAC address: ${mac}`,
  'Active Aggregator Info:',
  '\tAggregator ID: 1',
  `\tNumber of ports: ${slaves.filter(({ linked }) => linked).length}`,
  '\tActor Key: 15',
  '\tPartner Key: 1005',
  '\tPartner Mac Address: 00:1c:73:aa:10:01',
  '',
]

const slaveLines = ({ name, linked, speedMbps, mac }: Nic, lacp: boolean): string[] => [
  `Slave Interface: ${name}`,
  `MII Status: ${linked ? 'up' : 'down'}`,
  `Speed: ${linked ? `${speedMbps} Mbps` : 'Unknown'}`,
  `Duplex: ${linked ? 'full' : 'Unknown'}`,
  `Link Failure Count: ${linked ? 0 : 1}`,
  `Permanent HW addr: ${mac}`,
  'Slave queue ID: 0',
  ...(lacp ? [`Aggregator ID: ${linked ? 1 : 2}`, 'Actor Churn State: none', 'Partner Churn State: none'] : []),
  '',
]

/** One `ethtool` for each card, and what the module of a fibre card says. Some nodes have no ethtool. */
export function linkModes(view: View): Answer {
  if (dice(view.node.label, 'ethtool').chance(0.1)) return notInstalled('ethtool')
  return printed(view.node.machine.nics.map((nic) => cardText(view, nic)).join(''), 0.03)
}

const cardText = (view: View, nic: Nic): string =>
  `== ${nic.name}\n${modes(nic)}${nic.fibre ? moduleText(view, nic) : ''}`

const modes = ({ name, linked, speedMbps, fibre }: Nic): string =>
  [
    `Settings for ${name}:`,
    `\tSupported ports: [ ${fibre ? 'FIBRE' : 'TP'} ]`,
    `\tSupported link modes:   ${speedMbps}base${fibre ? 'SR' : 'T'}/Full`,
    '\tSupported pause frame use: Symmetric',
    `\tSupports auto-negotiation: ${fibre ? 'No' : 'Yes'}`,
    `\tSpeed: ${linked ? `${speedMbps}Mb/s` : 'Unknown!'}`,
    `\tDuplex: ${linked ? 'Full' : 'Unknown! (255)'}`,
    `\tAuto-negotiation: ${fibre ? 'off' : 'on'}`,
    `\tPort: ${fibre ? 'FIBRE' : 'Twisted Pair'}`,
    '\tPHYAD: 0',
    '\tTransceiver: internal',
    '\tSupports Wake-on: d',
    '\tWake-on: d',
    `\tLink detected: ${linked ? 'yes' : 'no'}`,
    '',
  ].join('\n')

function moduleText(view: View, { name, speedMbps }: Nic): string {
  const celsius = 38 + 14 * wander(`${view.node.label}/${name}`, view.seconds, HOUR)
  return [
    '\tIdentifier                                : 0x03 (SFP)',
    '\tConnector                                 : 0x07 (LC)',
    `\tTransceiver type                          : ${speedMbps === 10_000 ? '10G Ethernet: 10G Base-SR' : '25G Ethernet: 25G Base-SR'}`,
    '\tVendor name                               : FINISAR CORP.',
    `\tVendor PN                                 : ${speedMbps === 10_000 ? 'FTLX8574D3BCL' : 'FTLF8536P4BCL'}`,
    '\tVendor rev                                : A',
    '\tOptical diagnostics support               : Yes',
    `\tModule temperature                        : ${celsius.toFixed(2)} degrees C / ${(celsius * 1.8 + 32).toFixed(2)} degrees F`,
    '\tModule voltage                            : 3.3042 V',
    '',
  ].join('\n')
}
