import { viewFrom } from '../state/view.ts'
import type { View } from '../state/view.ts'
import { CLUSTER_PATHS } from './cluster.ts'
import { AGENT_PATHS } from './agent.ts'
import { LXC_PATHS } from './lxc.ts'
import { DEVICE_PATHS } from './node-devices.ts'
import { HOST_PATHS } from './node-host.ts'
import { QEMU_PATHS } from './qemu.ts'
import { PveError } from './reply.ts'
import type { Asked, Json, Path } from './reply.ts'
import { STORAGE_PATHS } from './storage.ts'

/** The closed list of paths that may be read. */
const PATHS: readonly Path[] = [
  ...HOST_PATHS,
  ...DEVICE_PATHS,
  ...STORAGE_PATHS,
  ...CLUSTER_PATHS,
  ...QEMU_PATHS,
  ...AGENT_PATHS,
  ...LXC_PATHS,
]

/** Asked for something that is on no list: nothing of ours may do that. */
export class NotListed extends Error {}

interface Found extends Asked {
  readonly path: Path
}

const PATTERNS = PATHS.map((path) => ({
  path,
  pattern: new RegExp(`^${path.template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}))

/** Throws `NotListed`, or what PVE says where the path names a node, an argument or a release that will not do. */
export function findPath(view: View, asked: string, args: Asked['args']): Found {
  for (const { path, pattern } of PATTERNS) {
    const match = pattern.exec(asked)
    if (!match) continue
    const stray = Object.keys(args).find((name) => !path.args?.includes(name))
    if (stray !== undefined) throw new NotListed(`${asked} takes no argument ${stray}`)
    const params = { ...match.groups }
    return { path, params, args, view: params['node'] === undefined ? view : viewOfNode(view, params['node']) }
  }
  throw new NotListed(`the path ${asked} is not in the list of what may be read`)
}

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
    throw new PveError(message, { seconds: 3.7 })
  }
  return viewFrom(view, node)
}

export function read(found: Found): Json {
  const { path, view } = found
  if (path.since !== undefined && view.node.release.line < path.since)
    throw new PveError('not in this release', { exit: 1 })
  return path.reply(found)
}

export function secondsOf({ path, view }: Found): number {
  const { seconds = 0.002 } = path
  return typeof seconds === 'number' ? seconds : seconds(view)
}
