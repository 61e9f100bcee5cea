/** A row of `GET /nodes/{node}/network`. */
export type InterfaceRow = Record<string, string | number | string[]>

/** `type` and what depends on it, decided by names and options in PVE's order (Network/Interfaces.pm). */
export function kindEntries(name: string, row: InterfaceRow): InterfaceRow {
  if (row['bridge_ports'] !== undefined) return bridgeEntries(row)
  const ovs = row['ovs_type']
  if (ovs === 'OVSBridge') return { type: ovs }
  if (/^bond\d+$/.test(name)) return ovs === undefined ? { type: 'bond' } : ovsEntries('OVSBond', row)
  if (name.includes(':')) return { type: 'alias' }
  const tagged = /^(.+)\.(\d+)$/.exec(name)
  if (tagged || row['vlan-raw-device'] !== undefined) return vlanEntries(name, tagged, row)
  if (PHYSICAL.test(name)) return ovs === undefined ? { type: 'eth' } : ovsEntries('OVSPort', row)
  if (row['vxlan-id'] !== undefined) return { type: 'vxlan' }
  if (ovs !== undefined) return ovsEntries('OVSIntPort', row)
  return { type: row['link-type'] === 'dummy' ? 'dummy' : 'unknown' }
}

/** Other names are physical too when the kernel says so, which the file cannot tell. */
const PHYSICAL = /^(eth\d+|en[^:.]+|ib[^:.]+|(nic|if)\d+)$/

function bridgeEntries(row: InterfaceRow): InterfaceRow {
  const stp = row['bridge_stp'] ?? 'off'
  return { type: 'bridge', bridge_stp: stp, ...(stp === 'off' && { bridge_fd: row['bridge_fd'] ?? 0 }) }
}

function vlanEntries(name: string, tagged: RegExpExecArray | null, row: InterfaceRow): InterfaceRow {
  const [, parent, suffix] = tagged ?? []
  const id = suffix ?? /^vlan(\d+)$/.exec(name)?.[1]
  const device = row['vlan-raw-device'] ?? parent
  return {
    type: 'vlan',
    ...(device !== undefined && { 'vlan-raw-device': device }),
    ...(id !== undefined && Number(id) > 0 && { 'vlan-id': id }),
  }
}

/** PVE takes the VLAN tag and the mode of a bond out of `ovs_options`. */
function ovsEntries(expected: 'OVSBond' | 'OVSPort' | 'OVSIntPort', row: InterfaceRow): InterfaceRow {
  if (row['ovs_type'] !== expected) return { type: 'unknown' }
  const options = new Map(
    String(row['ovs_options'] ?? '')
      .split(/\s+/)
      .map(pairOf),
  )
  const tag = options.get('tag')
  const mode = expected === 'OVSBond' ? options.get('bond_mode') : undefined
  const lacp = mode === 'balance-tcp' || (mode === 'balance-slb' && options.get('lacp') === 'active')
  return {
    type: expected,
    ...(tag !== undefined && { ovs_tag: tag }),
    ...(mode !== undefined && { bond_mode: lacp ? `lacp-${mode}` : mode }),
  }
}

function pairOf(option: string): [string, string | undefined] {
  const [key = '', value] = option.split('=', 2)
  return [key, value]
}
