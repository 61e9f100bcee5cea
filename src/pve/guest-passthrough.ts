import type { GuestType } from '../model/observation.ts'
import { numberedIn, propertiesIn } from './guest-config.ts'
import type { RawConfig } from './guest-config.ts'
import { optionsIn, valueIn } from './property-string.ts'
import type { PropertyString } from './property-string.ts'

interface Passed {
  /** `hostpci0`, `usb1`, `dev0`. */
  readonly key: string
  readonly options: Readonly<Record<string, string>>
}

interface PciPassthrough extends Passed {
  /** On the node: `0000:01:00.0`, or without a function for all of them. None where there is a mapping. */
  readonly addresses: readonly string[]
  /** Name that the cluster has for such a device. */
  readonly mapping: string | null
}

interface UsbPassthrough extends Passed {
  /** `046d:c52b`, the port `1-2.3`, or `spice`. Null where there is a mapping. */
  readonly host: string | null
  /** Name that the cluster has for such a device. */
  readonly mapping: string | null
}

interface DevicePassthrough extends Passed {
  readonly path: string
}

export interface GuestPassthrough {
  readonly pci: readonly PciPassthrough[]
  readonly usb: readonly UsbPassthrough[]
  /** Of a VM its serial and parallel ports. */
  readonly devices: readonly DevicePassthrough[]
}

/** The devices of the node that a guest has, disks apart. */
export function passthroughIn(type: GuestType, raw: RawConfig): GuestPassthrough {
  const named = (...names: string[]): Setting[] =>
    numberedIn(raw, ...names).map(({ key }) => ({ key, properties: propertiesIn(type, raw, key) }))
  if (type === 'lxc') return { pci: [], usb: [], devices: named('dev').flatMap(deviceIn) }
  return {
    pci: named('hostpci').map(pciIn),
    usb: named('usb').map(usbIn),
    devices: named('serial', 'parallel').flatMap(deviceIn),
  }
}

interface Setting {
  readonly key: string
  readonly properties: PropertyString
}

function pciIn({ key, properties }: Setting): PciPassthrough {
  const addresses =
    valueIn(properties, 'host')
      ?.split(';')
      .filter((address) => address !== '') ?? []
  return { key, addresses, mapping: valueIn(properties, 'mapping'), options: optionsIn(properties, 'host', 'mapping') }
}

const usbIn = ({ key, properties }: Setting): UsbPassthrough => ({
  key,
  host: valueIn(properties, 'host'),
  mapping: valueIn(properties, 'mapping'),
  options: optionsIn(properties, 'host', 'mapping'),
})

/** A serial port that is a `socket` is none of the node's. */
function deviceIn({ key, properties }: Setting): DevicePassthrough[] {
  const path = valueIn(properties, 'path')
  return path?.startsWith('/') ? [{ key, path, options: optionsIn(properties, 'path') }] : []
}
