import { z } from 'zod'
import { FailureError } from '../model/failure.ts'
import type { GuestType } from '../model/observation.ts'
import { vmlistFile } from '../pve/vmlist.ts'
import type { Vmlist } from '../pve/vmlist.ts'
import type { Link } from './section.ts'
import { fileText, programOutput } from './shell.ts'

/** Who answers at the other end. */
export interface Identity {
  /** The node's name in PVE. */
  readonly node: string
  /** Null for a host that is not a Proxmox VE node: then `reason` says what it looks like. */
  readonly product: 'pve' | null
  readonly reason: string | null
  /** The guests configured on this node, by vmid; null where the node cannot say. */
  readonly guests: readonly { readonly vmid: number; readonly type: GuestType }[] | null
}

const members = z.object({ nodename: z.string() })
/** A DNS label: all that PVE allows as a node name, and nothing that means anything to a shell. */
export const NODE_NAME = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/

/** Asks the host who it is: one channel, no Perl. */
export async function identify(link: Link): Promise<Identity> {
  const [who, cluster, guests] = await link.exchange([
    { kind: 'program', name: 'identify' },
    { kind: 'file', name: '/etc/pve/.members' },
    { kind: 'file', name: '/etc/pve/.vmlist' },
  ])
  if (!who || !cluster || !guests) throw new FailureError('bug', 'a section was left without a reply')
  const lines = programOutput('identify', who).stdout.split('\n')
  const has = (what: string): boolean => lines.includes(`has ${what}`)
  const hostName = lines.find((line) => line.startsWith('host '))?.slice('host '.length) ?? ''
  const clustered = parsedOrNull(members, () => fileText('/etc/pve/.members', cluster))?.nodename
  const node = clustered ?? hostName.split('.')[0] ?? ''
  if (!NODE_NAME.test(node)) throw new FailureError('bad-reply', 'the host does not say its name')
  if (!has('pvesh') && !has('/etc/pve') && !has('pveversion'))
    return { node, product: null, reason: notPve(has), guests: null }
  const vmlist = parsedOrNull(vmlistFile, () => fileText('/etc/pve/.vmlist', guests))
  return { node, product: 'pve', reason: null, guests: vmlist && guestsOn(node, vmlist) }
}

function notPve(has: (what: string) => boolean): string {
  if (has('proxmox-backup-manager')) return 'this is a Proxmox Backup Server, not a Proxmox VE node'
  if (has('pmgsh')) return 'this is a Proxmox Mail Gateway, not a Proxmox VE node'
  return 'this host has neither pvesh nor /etc/pve: it is not a Proxmox VE node'
}

const guestsOn = (node: string, { ids }: Vmlist): { vmid: number; type: GuestType }[] =>
  Object.entries(ids)
    .filter(([, guest]) => guest.node === node)
    .map(([vmid, { type }]) => ({ vmid: Number(vmid), type }))

/** What a file of pmxcfs says; null where it cannot be read. */
function parsedOrNull<T>(schema: z.ZodType<T>, read: () => string): T | null {
  try {
    return schema.parse(JSON.parse(read()))
  } catch {
    return null
  }
}
