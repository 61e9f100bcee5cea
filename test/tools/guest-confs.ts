import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import type { GuestType } from '../../src/model/observation.ts'
import { PROGRAMS } from '../../src/transport/catalogue.ts'
import type { PlainRoute } from '../../src/transport/plain/route.ts'
import type { Output } from '../../src/transport/ports.ts'
import { sharedPath, sharedText } from './shared.ts'
import { built } from './sources.ts'

/** What the program that reads the configuration of guests prints on a node whose /etc/pve is `folder`. */
export function guestConfigsIn(folder: string): Output {
  const program = PROGRAMS['guest-configs'].text.replaceAll('/etc/pve', folder)
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `root() { shift; "$@"; }\n${program}`], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  })
  return { exit: status ?? -1, stdout, stderr }
}

interface RecordedGuest {
  readonly type: GuestType
  readonly vmid: number
}

/** The guests of the recorded node. */
export const RECORDED_GUESTS: readonly RecordedGuest[] = [
  ...[100, 101, 102, 103, 104, 105, 106, 107, 9000].map((vmid) => ({ type: 'qemu', vmid }) as const),
  ...[200, 201, 202, 203].map((vmid) => ({ type: 'lxc', vmid }) as const),
]

/** What that one of the routes that is for a recorded guest makes of the recorded files. */
export function builtOf(routes: readonly PlainRoute[], { type, vmid }: RecordedGuest): unknown {
  const route = routes.find(({ path }) => path.startsWith(`/nodes/{node}/${type}/`))
  assert.ok(route)
  const programs = { 'guest-configs': guestConfigsIn(sharedPath('pve/8.4/etc-pve')) }
  const files = { '/etc/pve/.vmlist': sharedText('pve/8.4/etc-pve/vmlist') }
  return built(route, { programs, files }, { node: 'pve1', vmid })
}
