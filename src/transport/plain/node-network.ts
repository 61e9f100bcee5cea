import { parseInterfacesFile } from './interfaces-file.ts'
import type { Stanza } from './interfaces-file.ts'
import { kindEntries } from './interface-kind.ts'
import type { InterfaceRow } from './interface-kind.ts'
import type { PlainRoute } from './route.ts'

export const nodeNetwork: PlainRoute = {
  path: '/nodes/{node}/network',
  programs: [],
  files: ['/etc/network/interfaces'],
  preferred: false,
  build: (sources) => networkRows(sources.file('/etc/network/interfaces')),
}

/** As PVE (Network/Interfaces.pm), which leaves out `lo`; `active`, `exists` and `priority` are not made. */
export function networkRows(text: string): InterfaceRow[] {
  const { stanzas, autostarted } = parseInterfacesFile(text)
  const byName = Map.groupBy(stanzas, ({ name }) => name)
  const names = new Set([...byName.keys(), ...autostarted]).difference(new Set(['lo']))
  return [...names].map((name) => ({
    ...interfaceRow(name, byName.get(name) ?? []),
    ...(autostarted.has(name) && { autostart: 1 }),
  }))
}

function interfaceRow(name: string, stanzas: readonly Stanza[]): InterfaceRow {
  const row: InterfaceRow = { iface: name, method: 'manual', method6: 'manual', families: ['inet'] }
  const families = stanzas.flatMap(({ family }) => family ?? [])
  if (families.length > 0) row['families'] = families
  for (const { family, method, options } of stanzas) {
    const suffix = family === 'inet6' ? '6' : ''
    if (method !== null) row[`method${suffix}`] = method
    for (const [key, value] of options) setOption(row, ALTERNATIVES.get(key) ?? key, value, family)
  }
  const comments = commentsOf(stanzas)
  if (comments !== '') row['comments'] = comments
  return { ...row, ...addressEntries(row, ''), ...addressEntries(row, '6'), ...kindEntries(name, row) }
}

/** Those of IPv6 stanzas come last. */
function commentsOf(stanzas: readonly Stanza[]): string {
  const last = stanzas.filter(({ family }) => family === 'inet6')
  const first = stanzas.filter(({ family }) => family !== 'inet6')
  return [...first, ...last].flatMap(({ comments }) => comments.map((comment) => `${comment}\n`)).join('')
}

const ALTERNATIVES = new Map([
  ['ovs_mtu', 'mtu'],
  ['bond-slaves', 'slaves'],
  ['bond_slaves', 'slaves'],
  ['bond-xmit-hash-policy', 'bond_xmit_hash_policy'],
  ['bond-mode', 'bond_mode'],
  ['bond-miimon', 'bond_miimon'],
  ['bridge-vlan-aware', 'bridge_vlan_aware'],
  ['bridge-fd', 'bridge_fd'],
  ['bridge-stp', 'bridge_stp'],
  ['bridge-ports', 'bridge_ports'],
  ['bridge-vids', 'bridge_vids'],
])

/** Options that PVE gives as they are; those it does not know either are left out. */
const AS_IS = new Set(
  (
    'mtu ovs_type ovs_options ovs_bridge ovs_bonds ovs_ports bridge_fd bridge_vids bond_miimon bond_xmit_hash_policy ' +
    'bond-primary vlan-raw-device vlan-id vlan-protocol vxlan-id link-type'
  ).split(' '),
)

/** The kernel's numbers of the bonding modes are their places here. */
const BOND_MODES = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb']

function setOption(row: InterfaceRow, key: string, value: string, family: Stanza['family']): void {
  switch (key) {
    case 'address':
    case 'netmask':
    case 'broadcast':
    case 'gateway': {
      const six = family === 'inet6' || (family === null && value.includes(':'))
      row[six ? `${key}6` : key] = value
      break
    }
    case 'slaves':
    case 'bridge_ports': {
      const ports = value.split(/\s+/).filter((port) => port !== 'none')
      row[key] = [...String(row[key] ?? '').split(' '), ...ports.sort()].filter((port) => port !== '').join(' ')
      break
    }
    case 'bridge_stp':
      row[key] = /^(on|yes)$/i.test(value) ? 'on' : 'off'
      break
    case 'bridge_vlan_aware':
      row[key] = 1
      break
    case 'bond_mode':
      row[key] = (/^\d$/.test(value) ? BOND_MODES[Number(value)] : undefined) ?? value
      break
    default:
      if (AS_IS.has(key)) row[key] = value
  }
}

/** PVE gives the address without a length, `cidr` with it, and `netmask` as a length. */
function addressEntries(row: InterfaceRow, suffix: '' | '6'): InterfaceRow {
  const address = row[`address${suffix}`]
  if (typeof address !== 'string') return {}
  const [base = '', own] = address.split('/')
  const netmask = row[`netmask${suffix}`]
  const length = own ?? (typeof netmask === 'string' ? lengthOf(netmask) : null)
  return {
    [`address${suffix}`]: base,
    [`cidr${suffix}`]: `${base}/${length ?? (suffix === '6' ? '128' : '32')}`,
    ...(length !== null && { [`netmask${suffix}`]: length }),
  }
}

/** `255.255.255.0` as `24`. */
function lengthOf(netmask: string): string | null {
  if (/^\d{1,3}$/.test(netmask)) return netmask
  const octets = netmask.split('.').map(Number)
  const bits = octets.map((octet) => octet.toString(2).padStart(8, '0')).join('')
  return octets.length === 4 && /^1*0*$/.test(bits) && bits.length === 32 ? String(bits.lastIndexOf('1') + 1) : null
}
