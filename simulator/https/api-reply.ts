import type { Node } from '../fleet/fleet.ts'
import { MemberDown, NotInRelease, NotListed, StrayArgument, aimed, matchPath, read } from '../pve/api.ts'
import { PveError, badParameters, jsonText } from '../pve/reply.ts'
import type { Json } from '../pve/reply.ts'
import type { View } from '../state/view.ts'
import { filtered } from './filtered.ts'
import { percentDecoded } from './http.ts'
import type { HttpRequest } from './http.ts'
import { isRelayed } from './relayed.ts'
import { checkRight, permissionsOf } from './rights.ts'
import type { Token } from './tokens.ts'

/** What pveproxy says to a request. */
export interface ApiReply {
  readonly status: number
  /** Stands in the status line: PVE's own words. */
  readonly reason: string
  /** Empty where PVE sends nothing but the status line. */
  readonly body: string
  /** The path of the API, for what goes wrong. */
  readonly path: string
  /** The node that answered. */
  readonly node: Node
  readonly relayed: boolean
  /** What was asked that nothing of ours may ask. */
  readonly violation: string | null
}

/** A status line and nothing else. From 595 on the status is AnyEvent::HTTP's, of what pveproxy asked in its turn. */
export const bareReply = ({ node }: View, status: number, reason: string): ApiReply => ({
  status,
  reason,
  body: '',
  path: '',
  node,
  relayed: false,
  violation: null,
})

type Outcome = Pick<ApiReply, 'status' | 'reason' | 'body'> & Partial<ApiReply>

/** Refusals carry their message in the body too since libpve-http-server-perl 5.2, which came with 8.4. */
function refusal(view: View, status: number, message: string, errors: Json = null): Outcome {
  const told = view.node.release.line !== '7.4'
  const body = jsonText({ data: null, ...(errors && { errors }), ...(told && { message: `${message}\n` }) })
  return { status, reason: message.split('\n')[0] ?? '', body }
}

/** To a token that has signed in. */
export function apiReply(view: View, token: Token, request: HttpRequest): ApiReply {
  const [pathname = '', query = ''] = request.target.split('?', 2)
  const whole = percentDecoded(pathname)
  const path = /^\/api2\/json(\/.*)$/.exec(whole)?.[1]
  if (path === undefined)
    return { ...bareReply(view, 501, 'no such uri'), violation: `${whole} is no path of the API in JSON` }
  const outcome =
    request.method === 'GET'
      ? readReply(view, token, path, Object.fromEntries(new URLSearchParams(query)))
      : refusedWrite(view, request.method, path)
  return { ...bareReply(view, outcome.status, outcome.reason), path, ...outcome }
}

/** Commands in a batch are for root in person (PVE/API2/Nodes.pm). */
const refusedWrite = (view: View, method: string, path: string): Outcome => ({
  ...(path.endsWith('/execute')
    ? refusal(view, 403, 'Permission check failed (user != root@pam)')
    : refusal(view, 501, `Method '${method} ${path}' not implemented`)),
  violation: `${method} ${path}: nothing but GET may be asked`,
})

function readReply(view: View, token: Token, path: string, args: Readonly<Record<string, string>>): Outcome {
  if (path === '/access/permissions') {
    const data = permissionsOf(token, view.node.release.line)
    return { status: 200, reason: 'OK', body: jsonText({ data }) }
  }
  try {
    const matched = matchPath(path)
    const { template } = matched.path
    checkRight(view, token, template, matched.params)
    const found = aimed(view, matched, args)
    const data = filtered(found.view, token, template, read(found))
    return {
      status: 200,
      reason: 'OK',
      body: jsonText({ data }),
      node: found.view.node,
      relayed: isRelayed(template),
    }
  } catch (error) {
    return readRefusal(view, path, error)
  }
}

function readRefusal(view: View, path: string, error: unknown): Outcome {
  const unknown = refusal(view, 501, `Method 'GET ${path}' not implemented`)
  if (error instanceof StrayArgument) {
    const reason = 'property is not defined in schema and the schema does not allow additional properties'
    return { ...readRefusal(view, path, badParameters({ [error.argument]: reason })), violation: error.message }
  }
  if (error instanceof NotListed) return { ...unknown, violation: error.message }
  if (error instanceof NotInRelease) return unknown
  if (error instanceof MemberDown) return { status: 595, reason: 'No route to host', body: '' }
  if (error instanceof PveError) return refusal(view, Number(error.status), error.message, error.errors)
  throw error
}
