import type { z } from 'zod'
import { FailureError } from '../model/failure.ts'
import { PVE_PATHS } from './catalogue.ts'
import type { PvePath } from './catalogue.ts'
import { wordsOf } from './section.ts'
import type { Get } from './section.ts'

/** What the list says of a read. */
interface Listed extends PvePath {
  /** Of the guest it is about; null for what is not about one. */
  readonly vmid: number | null
}

const PATH = /^(\/[A-Za-z0-9_.:@+-]+)+$/

/** Finds a read in the closed list. What is not there is never asked, whatever carries it. */
export function listed(get: Get, node: string, paths: readonly PvePath[] = PVE_PATHS): Listed {
  if (!PATH.test(get.path)) throw new FailureError('bug', `not a path of the PVE API: ${get.path}`)
  const { template, vmid } = templateOf(get.path, node)
  const found = paths.find(({ path }) => path === template)
  if (found && wordsOf(get).every((word) => found.args?.includes(word))) return { ...found, vmid }
  throw new FailureError('bug', `${[get.path, ...wordsOf(get)].join(' ')} is not in the list of what may be read`)
}

const GUEST = /^\/nodes\/\{node\}\/(qemu|lxc)\/([1-9]\d{2,8})\//
/** By the names that PVE gives storages (`pve-storage-id`, PVE/JSONSchema.pm). */
const STORAGE = /^\/nodes\/\{node\}\/storage\/[A-Za-z][\w.-]{0,99}\//

/** `/nodes/pve1/qemu/100/config` as it stands in the list. */
function templateOf(path: string, node: string): { template: string; vmid: number | null } {
  const ofNode = path.replace(`/nodes/${node}/`, '/nodes/{node}/')
  const [, type, vmid] = GUEST.exec(ofNode) ?? []
  if (type === undefined || vmid === undefined)
    return { template: ofNode.replace(STORAGE, '/nodes/{node}/storage/{storage}/'), vmid: null }
  return { template: ofNode.replace(GUEST, `/nodes/{node}/${type}/{vmid}/`), vmid: Number(vmid) }
}

/** A reply as it was promised. Throws `FailureError` for any other. */
export function fitted<T>({ path }: Get, reply: unknown, schema: z.ZodType<T>): T {
  const { success, data, error } = schema.safeParse(reply)
  if (success) return data
  const [issue] = error.issues
  const where = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : ''
  throw new FailureError('bad-reply', `the reply to ${path} is not what PVE sends${where}: ${issue?.message ?? ''}`)
}
