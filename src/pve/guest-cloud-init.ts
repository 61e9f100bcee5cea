import { nameserversIn, numberedIn, propertiesIn, textIn } from './guest-config.ts'
import type { RawConfig } from './guest-config.ts'
import { disksIn } from './guest-disks.ts'
import { valueIn } from './property-string.ts'

interface CloudInitAddresses {
  /** The interface: `net0` for `ipconfig0`. */
  readonly id: string
  /** `192.0.2.7/24`, or `dhcp`. */
  readonly ipv4: string | null
  readonly gateway4: string | null
  /** `2001:db8::7/64`, `dhcp`, or `auto`. */
  readonly ipv6: string | null
  readonly gateway6: string | null
}

export interface CloudInit {
  readonly user: string | null
  readonly ipconfig: readonly CloudInitAddresses[]
  readonly nameservers: readonly string[]
  readonly searchDomain: string | null
  /** How many. */
  readonly sshKeys: number
  /** Files in place of what PVE would write: `user=local:snippets/user.yaml`. */
  readonly custom: string | null
}

const SETTINGS = /^(ciuser|cipassword|citype|ciupgrade|cicustom|sshkeys|nameserver|searchdomain|ipconfig\d{1,4})$/

/** What cloud-init of a VM is told; null where the VM has no drive for it and no setting of it. */
export function cloudInitIn(raw: RawConfig): CloudInit | null {
  const isUsed =
    Object.keys(raw).some((key) => SETTINGS.test(key)) || disksIn('qemu', raw).some(({ kind }) => kind === 'cloudinit')
  if (!isUsed) return null
  return {
    user: textIn(raw, 'ciuser'),
    ipconfig: numberedIn(raw, 'ipconfig').map(({ key, index }) => addressesIn(raw, key, index)),
    nameservers: nameserversIn(raw),
    searchDomain: textIn(raw, 'searchdomain'),
    sshKeys: linesIn(raw['sshkeys'] ?? ''),
    custom: textIn(raw, 'cicustom'),
  }
}

function addressesIn(raw: RawConfig, key: string, index: number): CloudInitAddresses {
  const properties = propertiesIn('qemu', raw, key)
  return {
    id: `net${String(index)}`,
    ipv4: valueIn(properties, 'ip'),
    gateway4: valueIn(properties, 'gw'),
    ipv6: valueIn(properties, 'ip6'),
    gateway6: valueIn(properties, 'gw6'),
  }
}

/** Lines of a text that PVE keeps URI-encoded, but empty ones: each is a key (PVE/QemuServer/Cloudinit.pm). */
const linesIn = (encoded: string): number =>
  encoded.split(/%0A|\n/i).filter((line) => line.replaceAll(/%20|%0D|%09/gi, '').trim() !== '').length
