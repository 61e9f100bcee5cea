import { Absent, FailureError } from '../../model/failure.ts'
import { GUEST_TYPES } from '../../model/observation.ts'
import type { GuestType } from '../../model/observation.ts'
import { parseGuestConf } from '../../pve/guest-conf-file.ts'
import type { GuestConfFile } from '../../pve/guest-conf-file.ts'
import { vmlistFile } from '../../pve/vmlist.ts'
import { GUEST_SECRETS } from '../catalogue.ts'
import type { Output } from '../ports.ts'
import { firstLine } from '../pve-failures.ts'
import type { Asked, PlainRoute, Sources } from './route.ts'
import { parseJson } from './sources.ts'

/** The routes of one path below a VM and below a container, answered from the guest's configuration file. */
export const guestRoutes = (name: string, reply: (conf: GuestConfFile, type: GuestType) => unknown): PlainRoute[] =>
  GUEST_TYPES.map((type) => ({
    path: `/nodes/{node}/${type}/{vmid}/${name}`,
    programs: ['guest-configs'],
    files: ['/etc/pve/.vmlist'],
    preferred: false,
    build: (sources, asked) => reply(confOf(sources, type, asked), type),
  }))

const FOLDERS = { qemu: 'qemu-server', lxc: 'lxc' } as const

function confOf(sources: Sources, type: GuestType, { node, vmid }: Asked): GuestConfFile {
  const file = `${FOLDERS[type]}/${String(vmid)}.conf`
  const output = sources.program('guest-configs')
  return confsIn(output).get(file) ?? confWithoutLines(sources, output, type, file, { node, vmid })
}

/** `grep` ends with 1 where it found nothing, and says nothing of a file that is empty, as that of a VM can be. */
function confWithoutLines(sources: Sources, { exit, stderr }: Output, type: GuestType, file: string, asked: Asked) {
  if (exit > 1)
    throw new FailureError('command-failed', firstLine(stderr) || 'the configuration of guests could not be read')
  const { ids } = parseJson(sources.file('/etc/pve/.vmlist'), vmlistFile, '/etc/pve/.vmlist')
  const listed = ids[String(asked.vmid)]
  if (listed?.node === asked.node && listed.type === type) return parseGuestConf(type, [])
  throw new Absent(`Configuration file 'nodes/${asked.node}/${file}' does not exist`)
}

/** All guests of a node are answered from the same output, which is looked through once. */
const known = new WeakMap<Output, ReadonlyMap<string, GuestConfFile>>()

function confsIn(output: Output): ReadonlyMap<string, GuestConfFile> {
  const confs = known.get(output) ?? parseConfs(output.stdout)
  known.set(output, confs)
  return confs
}

const LINE = /^[^:]*\/((?:qemu-server|lxc)\/[1-9]\d{2,8}\.conf):(.*)$/s
const SECRET = new RegExp(`^${GUEST_SECRETS}$`)

/** By folder and file; a secret, of which the node shows the key alone, is starred as in PVE's own replies. */
function parseConfs(text: string): ReadonlyMap<string, GuestConfFile> {
  const lines = new Map<string, string[]>()
  for (const printed of text.split('\n')) {
    const [, file, line] = LINE.exec(printed) ?? []
    if (file === undefined || line === undefined) continue
    const linesOfFile = lines.get(file) ?? []
    linesOfFile.push(SECRET.test(line) ? `${line}**********` : line)
    lines.set(file, linesOfFile)
  }
  return new Map([...lines].map(([file, own]) => [file, parseGuestConf(file.startsWith('lxc/') ? 'lxc' : 'qemu', own)]))
}
