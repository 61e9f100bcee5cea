import { chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sharedNames, sharedText } from './shared.ts'

/** How `pvesh` of a fake node behaves. */
export type PveshMood = 'well' | 'hangs' | 'garbage' | 'huge' | 'refuses-execute' | 'not-root' | 'pmxcfs-dead'

export interface FakeNode {
  /** Goes first in the PATH of sessions. */
  readonly bin: string
  /** Puts a command there, as text of a POSIX shell script. */
  command(name: string, script: string): void
  /** Takes a command of its own away. */
  without(name: string): void
  restorePvesh(): void
  /** Puts a file below /etc/pve or /var/lib/pve-manager of the node. */
  file(path: string, text: string): void
  mood(mood: PveshMood): void
  /** Overrides the reply to one API path. */
  reply(path: string, value: unknown): void
  /** Command lines of all `pvesh` starts so far: each is a Perl start on a real node. */
  pveshStarts(): string[][]
}

const SHIMMED = ['/etc/pve/', '/var/lib/pve-manager/']

/**
 * The commands of a PVE node for a session on this machine: a `pvesh` that replays the recordings of one PVE version
 * beside the project, and a `cat`, a `test` and a `grep` that find /etc/pve in `root`. All else is the machine's own.
 */
export function fakeNode(root: string, version: '7.4' | '8.4' | '9.2' | '8.4-cluster' = '8.4'): FakeNode {
  const bin = join(root, 'bin')
  const replies = recordedReplies(version)
  const keep = (name: string, text: string): void => {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const command = (name: string, script: string): void => {
    keep(join('bin', name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  const node: FakeNode = {
    bin,
    command,
    without: (name) => {
      rmSync(join(bin, name), { force: true })
    },
    restorePvesh: () => {
      command('pvesh', `exec '${process.execPath}' '${join(import.meta.dirname, 'fake-pvesh.mjs')}' '${root}' "$@"`)
    },
    file: keep,
    mood: (mood) => {
      keep('mood', mood)
    },
    reply: (path, value) => {
      replies[path] = { exit: 0, stdout: JSON.stringify(value), stderr: '' }
      keep('replies.json', JSON.stringify(replies))
    },
    pveshStarts: () => pveshLog(root),
  }
  keep('replies.json', JSON.stringify(replies))
  keep('pvesh.log', '')
  node.mood('well')
  node.restorePvesh()
  for (const name of ['cat', 'test', 'grep']) command(name, shim(name, root))
  for (const [path, text] of [...statusFiles(version), ...guestFiles()]) keep(path, text)
  return node
}

const pveshLog = (root: string): string[][] =>
  readFileSync(join(root, 'pvesh.log'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as string[])

/** The status files of 7.4 were not recorded; those of 8.4 have the same rows. */
function statusFiles(version: string): [string, string][] {
  const folder = `pve/${version === '7.4' ? '8.4' : version}/etc-pve`
  const recorded = ['members', 'vmlist', 'rrd'].map((name): [string, string] => [
    `/etc/pve/.${name}`,
    sharedText(`${folder}/${name}`),
  ])
  return [...recorded, ['/etc/pve/storage.cfg', sharedText('pve/8.4/etc-pve/storage.cfg')]]
}

/** The configuration of guests was recorded on 8.4. */
const guestFiles = (): [string, string][] =>
  ['qemu-server', 'lxc'].flatMap((folder) =>
    sharedNames(`pve/8.4/etc-pve/${folder}`).map((name): [string, string] => [
      `/etc/pve/${folder}/${name}`,
      sharedText(`pve/8.4/etc-pve/${folder}/${name}`),
    ]),
  )

/** The real command, with the node's own folders moved below `root`, and patterns in their names resolved there. */
function shim(name: string, root: string): string {
  const cases = SHIMMED.map((folder) => `${folder}*|${folder.slice(0, -1)}`).join('|')
  return `count=$#
while [ "$count" -gt 0 ]; do
  case $1 in ${cases}) set -- "$@" '${root}'$1;; *) set -- "$@" "$1";; esac
  shift
  count=$((count - 1))
done
exec /usr/bin/${name} "$@"`
}

interface RecordedCall {
  readonly argv: readonly string[]
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** Recorded `pvesh get` calls by path, those with further arguments left out. */
function recordedReplies(version: string): Record<string, unknown> {
  const folder = join(import.meta.dirname, '../../../shared/pve', version)
  const calls = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as RecordedCall)
  return Object.fromEntries(
    calls.flatMap(({ argv, exit, stdout, stderr }) => {
      const [command, verb, path = '', ...options] = argv
      const plain = command === 'pvesh' && verb === 'get' && options.join(' ') === '--output-format json'
      return plain ? [[path, { exit, stdout, stderr }]] : []
    }),
  )
}
