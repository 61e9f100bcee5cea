import { z } from 'zod'
import type { GuestType } from '../model/observation.ts'
import { amountIn, isOn, numberedIn, propertiesIn } from './guest-config.ts'
import type { RawConfig } from './guest-config.ts'
import { valueIn } from './property-string.ts'
import type { PropertyString } from './property-string.ts'

export interface GuestNet {
  /** `net0`. */
  readonly id: string
  readonly bridge: string | null
  /** `virtio`, `e1000`; of a container `veth`. */
  readonly model: string | null
  /** In upper case. */
  readonly mac: string | null
  readonly vlan: number | null
  /** VLANs that pass with their tags; null where none are named. */
  readonly trunks: readonly number[] | null
  readonly firewall: boolean
  readonly linkDown: boolean
  /** PVE's `rate`, in megabytes a second. */
  readonly rateMbps: number | null
  /** What a container calls it. */
  readonly name: string | null
  /** Without prefix lengths: what a container has set, what cloud-init sets in a VM. */
  readonly ipv4Configured: readonly string[]
  readonly ipv6Configured: readonly string[]
  readonly queues: number | null
  /** 1: that of the bridge. */
  readonly mtu: number | null
}

/** The network interfaces of a guest, by number. */
export function netsIn(type: GuestType, raw: RawConfig): GuestNet[] {
  return numberedIn(raw, 'net').map(({ key, index }) => {
    const properties = propertiesIn(type, raw, key)
    const value = (name: string): string | null => valueIn(properties, name)
    const addressed = type === 'lxc' ? properties : propertiesIn(type, raw, `ipconfig${String(index)}`)
    return {
      id: key,
      bridge: value('bridge'),
      ...(type === 'lxc' ? { model: value('type'), mac: macOf(value('hwaddr')) } : cardIn(properties)),
      vlan: vlanOf(value('tag')),
      trunks: vlansOf(value('trunks')),
      firewall: isOn(value('firewall')),
      linkDown: isOn(value('link_down')),
      rateMbps: amountIn(value('rate')),
      name: value('name'),
      ipv4Configured: addressesOf(IPV4, valueIn(addressed, 'ip')),
      ipv6Configured: addressesOf(IPV6, valueIn(addressed, 'ip6')),
      queues: amountIn(value('queues')),
      mtu: amountIn(value('mtu')),
    }
  })
}

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i

const macOf = (text: string | null): string | null => (text !== null && MAC.test(text) ? text.toUpperCase() : null)

/** PVE writes `virtio=MAC` for `model=virtio,macaddr=MAC`, and reads both (PVE/QemuServer/Network.pm). */
function cardIn(properties: PropertyString): Pick<GuestNet, 'model' | 'mac'> {
  const named = properties.find(({ key, value }) => key !== 'macaddr' && MAC.test(value))
  return {
    model: valueIn(properties, 'model') ?? named?.key ?? null,
    mac: macOf(valueIn(properties, 'macaddr') ?? named?.value ?? null),
  }
}

const LAST_VLAN = 4094

function vlanOf(text: string | null): number | null {
  const vlan = amountIn(text)
  return vlan !== null && Number.isInteger(vlan) && vlan >= 1 && vlan <= LAST_VLAN ? vlan : null
}

/** `60;70-72`. Null where a part is no VLAN: the rest would pass for the whole. */
function vlansOf(text: string | null): number[] | null {
  const vlans: number[] = []
  for (const part of text?.split(';') ?? []) {
    const [from, to = from, ...more] = part.split('-').map(vlanOf)
    if (from == null || to == null || more.length > 0 || vlans.length > LAST_VLAN) return null
    for (let vlan = from; vlan <= to; vlan += 1) vlans.push(vlan)
  }
  return vlans.length === 0 ? null : vlans
}

const IPV4 = z.ipv4()
const IPV6 = z.ipv6()

/** `192.0.2.7/24` without the prefix length; `dhcp`, `auto` and `manual` are no addresses. */
function addressesOf(schema: z.ZodType<string>, text: string | null): string[] {
  if (text === null) return []
  const { data } = schema.safeParse(text.split('/', 1)[0])
  return data === undefined ? [] : [data]
}
