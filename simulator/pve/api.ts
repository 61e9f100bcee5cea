import { viewFrom } from '../state/view.ts'
import type { View } from '../state/view.ts'
import { CLUSTER_PATHS } from './cluster.ts'
import { AGENT_PATHS } from './agent.ts'
import { LXC_PATHS } from './lxc.ts'
import { GUEST_PATHS } from './guest-paths.ts'
import { DEVICE_PATHS } from './node-devices.ts'
import { HOST_PATHS } from './node-host.ts'
import { QEMU_PATHS } from './qemu.ts'
import { PveError } from './reply.ts'
import type { Asked, Json, Path } from './reply.ts'
import { RRD_PATHS } from './rrd.ts'
import { STORAGE_PATHS } from './storage.ts'
import { TASK_PATHS } from './tasks.ts'

/** The closed list of paths that may be read. */
export const PATHS: readonly Path[] = [
  ...HOST_PATHS,
  ...DEVICE_PATHS,
  ...STORAGE_PATHS,
  ...CLUSTER_PATHS,
  ...QEMU_PATHS,
  ...AGENT_PATHS,
  ...LXC_PATHS,
  ...GUEST_PATHS,
  ...RRD_PATHS,
  ...TASK_PATHS,
]

/** Asked for something that is on no list: nothing of ours may do that. */
export class NotListed extends Error {}

/** Asked with an argument that the path does not take. */
export class StrayArgument extends NotListed {
  readonly argument: string

  constructor(path: string, argument: string) {
    super(`${path} takes no argument ${argument}`)
    this.argument = argument
  }
}

/** Another member would have to answer, and is down. */
export class MemberDown extends PveError {}

/** A path that a later release has. */
export class NotInRelease extends PveError {
  constructor() {
    super('not in this release', { exit: 1 })
  }
}

interface Matched {
  readonly asked: string
  readonly path: Path
  readonly params: Asked['params']
}

interface Found extends Asked {
  readonly path: Path
}

const PATTERNS = PATHS.map((path) => ({
  path,
  pattern: new RegExp(`^${path.template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}))

/** Throws `NotListed`. */
export function matchPath(asked: string): Matched {
  for (const { path, pattern } of PATTERNS) {
    const match = pattern.exec(asked)
    if (match) return { asked, path, params: { ...match.groups } }
  }
  throw new NotListed(`the path ${asked} is not in the list of what may be read`)
}

/** Throws `StrayArgument`, or what PVE says where the path names a node that will not do. */
export function aimed(view: View, { asked, path, params }: Matched, args: Asked['args']): Found {
  const stray = Object.keys(args).find((name) => !path.args?.includes(name))
  if (stray !== undefined) throw new StrayArgument(asked, stray)
  const { node } = params
  return { path, params, args, view: node === undefined || path.local ? view : viewOfNode(view, node) }
}

export const findPath = (view: View, asked: string, args: Asked['args']): Found => aimed(view, matchPath(asked), args)

/** PVE asks another member through SSH. */
function viewOfNode(view: View, name: string): View {
  const node = view.node.cluster.nodes.find((member) => member.name === name)
  if (!node)
    throw new PveError(
      `hostname lookup '${name}' failed - failed to get address info for: ${name}: Name or service not known`,
      { exit: 22 },
    )
  if (node !== view.node && view.world.downSince(node) !== null) {
    const message = `proxy handler failed: ssh: connect to host ${view.world.addressOf(node)} port 22: No route to host`
    throw new MemberDown(message, { seconds: 3.7 })
  }
  return viewFrom(view, node)
}

/** Throws what PVE says. */
export function read(found: Found): Json {
  const { path, view } = found
  if (path.since !== undefined && view.node.release.line < path.since) throw new NotInRelease()
  return path.reply(found)
}

export function secondsOf({ path, view }: Found): number {
  const { seconds = 0.002 } = path
  return typeof seconds === 'number' ? seconds : seconds(view)
}
