import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import type { Finding } from '../../model/finding.ts'
import { collector, MINUTES } from '../collector.ts'
import { attributeLines } from './attribute-lines.ts'
import { speedMbpsIn } from './link-speed.ts'

const MII_STATES = ['up', 'going down', 'down', 'going back', 'unknown'] as const

const slave = z.object({
  name: z.string().describe('name of the interface'),
  miiStatus: z.enum(MII_STATES).describe('whether the bond finds its link up'),
  speedMbps: z.number().nullable().describe('speed of its link, in Mbit/s'),
  aggregator: z.number().nullable().describe('LACP aggregator it is in; slaves that work together share one'),
})
type Slave = z.infer<typeof slave>

const bond = z.object({
  name: z.string().describe('name of the bond'),
  mode: z.string().describe('mode as PVE names it, for example 802.3ad'),
  miiStatus: z.enum(MII_STATES).describe('whether the bond as a whole has a link'),
  activeSlave: z.string().nullable().describe('interface in use; null where the mode uses all, or none is up'),
  partnerMac: z.string().nullable().describe('address of the LACP partner, all zeros where none has answered'),
  slaves: z.array(slave).describe('interfaces in the bond'),
})
type Bond = z.infer<typeof bond>

const fact = z.object({
  bonds: z.array(bond).describe('bonds of the Linux kernel; those of Open vSwitch are not told'),
})
type Bonds = z.infer<typeof fact>

/** What /proc/net/bonding calls the modes (drivers/net/bonding/bond_main.c), beside the names all settings use. */
const MODES: readonly (readonly [spelled: string, mode: string])[] = [
  ['load balancing (round-robin)', 'balance-rr'],
  ['fault-tolerance (active-backup)', 'active-backup'],
  ['load balancing (xor)', 'balance-xor'],
  ['fault-tolerance (broadcast)', 'broadcast'],
  ['IEEE 802.3ad', '802.3ad'],
  ['transmit load balancing', 'balance-tlb'],
  ['adaptive load balancing', 'balance-alb'],
]

const NO_PARTNER = '00:00:00:00:00:00'
const MOST_LINES = 20_000
const LONGEST_LINE = 300

type Fields = ReadonlyMap<string, string>

const fieldsOf = (lines: readonly string[]): Fields =>
  new Map(
    lines.flatMap((line) => {
      const colon = line.indexOf(': ')
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 2).trim()]] : []
    }),
  )

function miiStatus(fields: Fields): (typeof MII_STATES)[number] {
  const said = fields.get('MII Status')
  return MII_STATES.find((state) => state === said) ?? 'unknown'
}

function parseSlave(name: string, fields: Fields): Slave {
  const aggregator = /^\d{1,6}$/.exec(fields.get('Aggregator ID') ?? '')?.[0]
  return {
    name,
    miiStatus: miiStatus(fields),
    speedMbps: speedMbpsIn(fields.get('Speed')),
    aggregator: aggregator === undefined ? null : Number(aggregator),
  }
}

function parseBond(name: string, lines: readonly string[]): Bond {
  const starts = lines.flatMap((line, index) => {
    const slaveName = /^Slave Interface: (.+)$/.exec(line)?.[1]
    return slaveName === undefined ? [] : [{ slaveName, index }]
  })
  const bondFields = fieldsOf(lines.slice(0, starts[0]?.index))
  const spelled = bondFields.get('Bonding Mode')
  if (spelled === undefined) throw new FailureError('bad-reply', `/proc/net/bonding/${name} names no bonding mode`)
  const active = bondFields.get('Currently Active Slave')
  return {
    name,
    mode: MODES.find(([prefix]) => spelled.startsWith(prefix))?.[1] ?? spelled,
    miiStatus: miiStatus(bondFields),
    activeSlave: active === undefined || active === 'None' ? null : active,
    partnerMac: /^[\da-f:]{17}$/i.exec(bondFields.get('Partner Mac Address') ?? '')?.[0].toLowerCase() ?? null,
    slaves: starts.map(({ slaveName, index }, order) =>
      parseSlave(slaveName, fieldsOf(lines.slice(index, starts[order + 1]?.index))),
    ),
  }
}

/**
 * The files of /proc/net/bonding, a `path:line` each. Without bonds there are none. What LACP says of the partner is
 * for CAP_NET_ADMIN only (drivers/net/bonding/bond_procfs.c).
 */
function parseBonds(text: string): Bonds {
  const lines = attributeLines(text).filter(({ folder }) => folder === 'bonding')
  if (lines.length === 0 && text.trim() !== '') throw new FailureError('bad-reply', 'nothing read is of a bond')
  if (lines.length > MOST_LINES) throw new FailureError('bad-reply', 'the bonds have more to say than any bond could')
  const files = Map.groupBy(lines, ({ name }) => name)
  return {
    bonds: [...files].map(([name, file]) =>
      parseBond(
        name,
        file.map(({ value }) => value.slice(0, LONGEST_LINE)),
      ),
    ),
  }
}

function assessBond({ name, miiStatus: state, partnerMac, slaves }: Bond): Finding[] {
  const hint = `cat /proc/net/bonding/${name}`
  if (state === 'down') return [{ severity: 'critical', text: `bond ${name} is down`, hint }]
  const texts = slaves
    .filter((one) => one.miiStatus !== 'up')
    .map((one) => `interface ${one.name} of bond ${name} is ${one.miiStatus === 'unknown' ? 'not up' : one.miiStatus}`)
  const up = slaves.filter((one) => one.miiStatus === 'up')
  const aggregators = new Set(up.map(({ aggregator }) => aggregator)).size
  if (partnerMac === NO_PARTNER) texts.push(`bond ${name} has no LACP partner: the switch does not answer`)
  else if (aggregators > 1)
    texts.push(`bond ${name} is split into ${aggregators} LACP aggregators, of which one is used`)
  return texts.map((text) => ({ severity: 'warning', text, hint }))
}

export const bonds = collector({
  name: 'bonds',
  title: 'Bonds',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['shell'],
  fact,
  async collect({ shell }) {
    return parseBonds((await shell.run('bonds')).stdout)
  },
  assess: (found) => found.bonds.flatMap(assessBond),
})
