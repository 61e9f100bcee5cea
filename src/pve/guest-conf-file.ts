import type { GuestType } from '../model/observation.ts'

/** What one section of the file says. */
export interface GuestConfSection {
  readonly values: ReadonlyMap<string, string>
  /** Raw `lxc.*` lines of a container, in their order; a key may be there more than once. */
  readonly lxc: readonly (readonly [key: string, value: string])[]
}

/** A guest's configuration file: `/etc/pve/qemu-server/100.conf`, `/etc/pve/lxc/200.conf`. */
export interface GuestConfFile {
  readonly current: GuestConfSection
  /** Changes that wait for the next start; the value of `delete` names the keys that go. */
  readonly pending: GuestConfSection
  /** By name. */
  readonly snapshots: ReadonlyMap<string, GuestConfSection>
  /** Lines that fit nowhere. */
  readonly unread: readonly string[]
}

const HEADER = /^\[([^\]]*)\]\s*$/
const PENDING = { qemu: 'pending', lxc: 'pve:pending' } as const
/** PVE's own notes (`special:cloudinit`, `special:fleecing`), which are no configuration. */
const SPECIAL = /^special:/i
const SNAPSHOT = /^[a-z][a-z0-9_-]+$/i

/**
 * Read as PVE does (PVE/QemuServer.pm, parse_vm_config; PVE/LXC/Config.pm, parse_pct_config), but for the keys and
 * values that its schemas refuse, which differ by version. Of a section that comes twice the last counts.
 */
export function parseGuestConf(type: GuestType, lines: readonly string[]): GuestConfFile {
  const unread: string[] = []
  const snapshots = new Map<string, GuestConfSection>()
  const said = lines.filter((line) => line.trim() !== '')
  const [head = [], ...parts] = cutBefore(said, HEADER)
  const current = readSection(type, head, unread)
  let pending = readSection(type, [], unread)
  for (const [header = '', ...body] of parts) {
    const name = HEADER.exec(header)?.[1] ?? ''
    if (name.toLowerCase() === PENDING[type]) pending = readSection(type, body, unread)
    else if (SNAPSHOT.test(name)) snapshots.set(name, readSection(type, body, unread))
    else if (!SPECIAL.test(name)) unread.push(header, ...body)
  }
  return { current, pending, snapshots, unread }
}

/** The lines up to the first that matches, then each that matches with those that follow it. */
function cutBefore(lines: readonly string[], pattern: RegExp): string[][] {
  let part: string[] = []
  const parts = [part]
  for (const line of lines) {
    if (pattern.test(line)) parts.push((part = []))
    part.push(line)
  }
  return parts
}

const KEY = /^[a-z][a-z_-]*\d*$/
const RAW_LXC = /^(lxc\.[a-z0-9_.-]+)(?::|\s*=)(.*)$/s

function readSection(type: GuestType, lines: readonly string[], unread: string[]): GuestConfSection {
  const values = new Map<string, string>()
  const lxc: [key: string, value: string][] = []
  const append = (key: string, text: string, separator = ''): void => {
    const before = values.get(key)
    values.set(key, before === undefined ? text : before + separator + text)
  }
  for (const line of lines) {
    const [, rawKey, rawValue = ''] = (type === 'lxc' ? RAW_LXC.exec(line) : null) ?? []
    const [key, value] = keyAndValue(line)
    if (line.startsWith('#')) append('description', `${decoded(line.slice(1))}\n`)
    // A variable a line, of which the API makes one text (PVE 9.1 and later).
    else if (rawKey === 'lxc.environment.runtime') append('env', rawValue.trim(), '\0')
    else if (rawKey !== undefined) lxc.push([rawKey, rawValue.trim()])
    else if (value === '' || !KEY.test(key)) unread.push(line)
    else if (key === 'description') append(key, decoded(value))
    else values.set(key, value)
  }
  const description = values.get('description')
  if (type === 'qemu' && description !== undefined) values.set('description', description.trimEnd())
  return { values, lxc }
}

/** A value of nothing but blanks is one blank, as PVE's regular expression leaves it. */
function keyAndValue(line: string): [key: string, value: string] {
  const colon = line.indexOf(':')
  if (colon < 0) return ['', '']
  const rest = line.slice(colon + 1)
  return [line.slice(0, colon), rest.trim() || rest.slice(-1)]
}

/** PVE::Tools::decode_text: UTF-8, of which some bytes are written `%C3`. */
const decoded = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString())
