import { dice } from '../dice.ts'
import { DAY } from '../rhythm.ts'
import type { View } from '../state/view.ts'
import { printed } from './answer.ts'
import type { Answer } from './answer.ts'

interface Update {
  readonly Package: string
  /** Up to 7. */
  readonly ChangeLogUrl?: string
  readonly Title: string
  readonly Description: string
  readonly Version: string
  readonly OldVersion: string
  readonly Origin: string
  readonly Section: string
  readonly Priority: string
  readonly Arch: string
}

const PACKAGES: readonly (readonly [name: string, title: string, origin: string, section: string])[] = [
  ['pve-manager', 'Proxmox Virtual Environment Management Tools', 'Proxmox', 'admin'],
  ['pve-qemu-kvm', 'Full virtualization on x86 hardware', 'Proxmox', 'admin'],
  ['libpve-storage-perl', 'Proxmox VE storage management library', 'Proxmox', 'perl'],
  ['proxmox-kernel-6.8', 'Latest Proxmox Kernel Image', 'Proxmox', 'kernel'],
  ['qemu-server', 'QEMU Server Tools', 'Proxmox', 'admin'],
  ['openssh-server', 'secure shell (SSH) server, for secure access from remote machines', 'Debian', 'net'],
  ['libssl3', 'Secure Sockets Layer toolkit - shared libraries', 'Debian', 'libs'],
  ['libc6', 'GNU C Library: Shared libraries', 'Debian', 'libs'],
  ['curl', 'command line tool for transferring data with URL syntax', 'Debian', 'web'],
  ['bind9-host', 'DNS Lookup Utility', 'Debian', 'net'],
  ['tzdata', 'time zone and daylight-saving time data', 'Debian', 'localization'],
  ['vim-tiny', 'Vi IMproved - enhanced vi editor - compact version', 'Debian', 'editors'],
]

/** More come each day, and all are installed after a month. */
export function updatesOf({ node, clock }: View): Update[] {
  const phase = dice(node.cluster.site.label, 'updates').int(0, 30 * DAY)
  const days = Math.floor(((clock + phase) % (30 * DAY)) / DAY)
  const month = Math.floor((clock + phase) / (30 * DAY))
  return dice(node.cluster.site.label, 'updates', month)
    .shuffled(PACKAGES)
    .slice(0, Math.floor(days / 2.5))
    .map(([name, title, origin, section]) => ({
      Arch: 'amd64',
      ...(node.release.line === '7.4' && { ChangeLogUrl: `https://metadata.example.net/${name}/changelog` }),
      Description: title,
      OldVersion: `${node.release.debian}.0.${month % 100}-1`,
      Origin: origin,
      Package: name,
      Priority: 'optional',
      Section: section,
      Title: title,
      Version: `${node.release.debian}.0.${(month % 100) + 1}-1`,
    }))
}

/** What PVE's daily job leaves; null where it has not run yet. */
export const pkgupdates = (view: View): string | null =>
  dice(view.node.label, 'pkgupdates').chance(0.03) ? null : `${JSON.stringify(updatesOf(view), null, 3)}\n`

export const installedPackages = (view: View): Answer =>
  printed(
    PACKAGES.map(([name]) => {
      const update = updatesOf(view).find((one) => one.Package === name)
      return `${name} ${update?.OldVersion ?? `${view.node.release.debian}.0.1-1`}\n`
    }).join(''),
    0.02,
  )
