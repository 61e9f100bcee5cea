import { dice } from '../dice.ts'
import type { Iface } from '../fleet/network.ts'
import { macOf } from '../fleet/machine.ts'
import { guestsOn } from '../state/guest-state.ts'
import type { View } from '../state/view.ts'

/** An interface as the kernel has it. */
export interface Link {
  readonly name: string
  readonly mac: string
  readonly kind: 'eth' | 'bond' | 'bridge' | 'vlan' | 'tap' | 'veth' | 'fwbr' | 'fwln' | 'fwpr'
  readonly up: boolean
  readonly carrier: boolean
  readonly mtu: number
  readonly master: string | null
  readonly parent: string | null
  readonly speedMbps: number | null
  readonly iface: Iface | null
}

export function linksOf(view: View): Link[] {
  return [
    ...view.node.ifaces.map((iface) => ownLink(view, iface)),
    ...guestsOn(view).flatMap((guest) => guestLinks(view, guest.vmid)),
  ]
}

function ownLink({ node }: View, iface: Iface): Link {
  const nic = node.machine.nics.find(({ name }) => name === iface.name)
  const master = node.ifaces.find(({ members }) => members?.includes(iface.name))
  const carrier = nic?.linked ?? true
  const slaveSpeed = node.machine.nics.find(({ name }) => iface.members?.includes(name))?.speedMbps
  const speeds = {
    eth: carrier ? nic?.speedMbps : -1,
    bond: (slaveSpeed ?? 0) * (iface.bondMode === '802.3ad' ? 2 : 1),
  }
  return {
    name: iface.name,
    mac: iface.mac,
    kind: iface.kind,
    up: iface.auto || master !== undefined,
    carrier,
    mtu: iface.mtu ?? 1500,
    master: master?.name ?? null,
    parent: iface.parent ?? null,
    speedMbps: speeds[iface.kind === 'bond' ? 'bond' : 'eth'] ?? 10_000,
    iface,
  }
}

/** A VM has a tap, a container a veth; behind the firewall there is a bridge of its own between. */
function guestLinks(view: View, vmid: number): Link[] {
  const guest = view.node.cluster.guests.find((one) => one.vmid === vmid)
  if (!guest?.running) return []
  return guest.nets.flatMap(({ bridge, firewall }, index) => {
    const random = dice(guest.label, 'ports', index)
    const port = (name: string, kind: Link['kind'], master: string | null, parent: string | null = null): Link => ({
      name,
      mac: macOf(random, 'fe:1a:4b'),
      kind,
      up: true,
      carrier: true,
      mtu: 1500,
      master,
      parent,
      speedMbps: kind === 'tap' ? 10 : 10_000,
      iface: null,
    })
    const own =
      guest.type === 'qemu' ? (['tap', `tap${vmid}i${index}`] as const) : (['veth', `veth${vmid}i${index}`] as const)
    if (!firewall) return [port(own[1], own[0], bridge)]
    const [fwbr, fwpr, fwln] = [`fwbr${vmid}i${index}`, `fwpr${vmid}p${index}`, `fwln${vmid}i${index}`]
    return [
      port(own[1], own[0], fwbr),
      port(fwbr, 'fwbr', null),
      port(fwpr, 'fwpr', bridge, fwln),
      port(fwln, 'fwln', fwbr, fwpr),
    ]
  })
}
