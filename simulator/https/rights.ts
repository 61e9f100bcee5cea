import type { ReleaseLine } from '../fleet/release.ts'
import { PveError } from '../pve/reply.ts'
import type { Json } from '../pve/reply.ts'
import type { View } from '../state/view.ts'
import type { Token } from './tokens.ts'

/** A path of the access control list, and privileges of which one is enough. */
export type Right = readonly [object: string, ...privileges: string[]]

/** What PVE's own role PVEAuditor holds (PVE/AccessControl.pm). */
const AUDITOR = ['Datastore.Audit', 'Pool.Audit', 'SDN.Audit', 'Sys.Audit', 'VM.Audit']
const AUDITOR_SINCE_9 = [...AUDITOR, 'VM.GuestAgent.Audit']

export const holds = (token: Token, line: ReleaseLine, [object, ...privileges]: Right): boolean =>
  privileges.some(
    (privilege) =>
      token.privileges.includes(privilege) ||
      (isBelow(object, token.auditsBelow) && (line === '9.2' ? AUDITOR_SINCE_9 : AUDITOR).includes(privilege)),
  )

/** Those that are told even where no entry of the list names them (PVE/RPCEnvironment.pm). */
const TOLD_PATHS = ['/', '/access', '/access/groups', '/nodes', '/pool', '/sdn', '/storage', '/vms']

/** `GET /access/permissions`: what a token holds on which paths, all of it for what is below as well. */
export function permissionsOf(token: Token, line: ReleaseLine): Json {
  const all = new Set([...AUDITOR_SINCE_9, ...token.privileges])
  const held = TOLD_PATHS.map(
    (path) => [path, [...all].filter((privilege) => holds(token, line, [path, privilege]))] as const,
  )
  return Object.fromEntries(
    held
      .filter(([, privileges]) => privileges.length > 0)
      .map(([path, privileges]) => [path, Object.fromEntries(privileges.map((privilege) => [privilege, 1]))]),
  )
}

const isBelow = (object: string, top: string | null): boolean =>
  top !== null && (top === '/' || object === top || object.startsWith(`${top}/`))

const AGENT_RIGHT: Readonly<Record<ReleaseLine, Right>> = {
  '7.4': ['/vms/{vmid}', 'VM.Monitor'],
  '8.4': ['/vms/{vmid}', 'VM.Monitor'],
  '9.2': ['/vms/{vmid}', 'VM.GuestAgent.Audit', 'VM.GuestAgent.Unrestricted'],
}

/** Who may read which paths, the first that fits; null: everybody who is signed in, though not every row. */
const RIGHTS: readonly (readonly [templates: RegExp, right: Right | 'agent' | null])[] = [
  [/^\/(version|nodes|pools|storage|cluster\/resources)$/, null],
  [/^\/cluster\//, ['/', 'Sys.Audit']],
  [/^\/pools\/\{poolid\}$/, ['/pool/{poolid}', 'Pool.Audit']],
  [/^\/nodes\/\{node\}\/qemu\/\{vmid\}\/agent\//, 'agent'],
  [/\/snapshot\/\{snapname\}\/config$/, ['/vms/{vmid}', 'VM.Snapshot', 'VM.Snapshot.Rollback', 'VM.Audit']],
  [/^\/nodes\/\{node\}\/(qemu|lxc)\/\{vmid\}\//, ['/vms/{vmid}', 'VM.Audit']],
  [/^\/nodes\/\{node\}\/storage\/\{storage\}\//, ['/storage/{storage}', 'Datastore.Audit', 'Datastore.AllocateSpace']],
  [/^\/nodes\/\{node\}\/(version|subscription|certificates\/info|network|qemu|lxc|storage|tasks)$/, null],
  [/^\/nodes\/\{node\}\/apt\/update$/, ['/nodes/{node}', 'Sys.Modify']],
  [/^\/nodes\/\{node\}\/disks\/list$/, ['/', 'Sys.Audit']],
  [/^\/nodes\/\{node\}\/hardware\/pci$/, ['/', 'Sys.Audit', 'Sys.Modify']],
  [/^\/nodes\/\{node\}\//, ['/nodes/{node}', 'Sys.Audit']],
]

/** Throws what PVE says to a token that may not read the path. */
export function checkRight(
  { node: { release } }: View,
  token: Token,
  template: string,
  params: Readonly<Record<string, string>>,
): void {
  const rule = RIGHTS.find(([templates]) => templates.test(template))
  if (!rule) throw new RangeError(`nothing says who may read ${template}`)
  const right = rule[1] === 'agent' ? AGENT_RIGHT[release.line] : rule[1]
  if (right === null) return
  const [object, ...privileges] = right
  const named = object.replace(/\{(\w+)\}/g, (_hole, name: string) => params[name] ?? '')
  if (holds(token, release.line, [named, ...privileges])) return
  throw new PveError(`Permission check failed (${named}, ${privileges.join('|')})`, { status: 403 })
}
