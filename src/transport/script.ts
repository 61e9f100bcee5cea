import { FILES, PROGRAMS } from './catalogue.ts'
import type { Program } from './catalogue.ts'
import type { Get, Section } from './section.ts'

export interface ScriptOptions {
  /** Separates the sections; unguessable, so that no output can pass for a boundary. */
  readonly nonce: string
  /** Whether root's rights come from `sudo -n`. */
  readonly sudo: boolean
  /** No command runs longer on the node, whatever the catalogue grants it. */
  readonly maxSeconds: number
}

/** Seconds between TERM and KILL of a command that overstays. */
export const KILL_AFTER_SECONDS = 2
export const FILE_SECONDS = 5
export const PVESH_SECONDS = 25

export const PATH_FOLDERS = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The functions that every command starts through. `most` seconds and `sudo` stand there as the shell is to read them. */
export const starters = (most: string, sudo: string): string => `\
limit() { if [ "$1" -lt ${most} ]; then seconds=$1; else seconds=${most}; fi; }
user() { limit "$1"; shift; timeout -k ${String(KILL_AFTER_SECONDS)} "$seconds" "$@"; }
root() { limit "$1"; shift; ${sudo}timeout -k ${String(KILL_AFTER_SECONDS)} "$seconds" "$@"; }
`

/**
 * Written for dash. `$PATH` is kept and widened: a user who is not root lacks the sbin folders. Time comes from
 * /proc/uptime, which costs no process. `end` closes a section on both streams, so that each can be cut on its own.
 */
const prelude = ({ nonce, sudo, maxSeconds }: ScriptOptions): string => `
LC_ALL=C LANG=C PATH="$PATH:${PATH_FOLDERS}"
export LC_ALL LANG PATH
unset LANGUAGE
hung=0
${starters(String(maxSeconds), sudo ? 'sudo -n ' : '')}end() {
  read -r now rest </proc/uptime
  printf '\\n%s %s %s\\n' ${nonce} "$1" "$now"
  printf '\\n%s %s %s\\n' ${nonce} "$1" "$now" >&2
}
end start
`

/** What is single-quoted into the script may hold none of what could end the quote. Everything that is has been checked before. */
function quoted(text: string): string {
  if (/['\0\n]/.test(text)) throw new TypeError(`not a word for a command line: ${text}`)
  return `'${text}'`
}

/** `[{"method":"GET","path":"status"},…]`, the argument of PVE's batch endpoint; paths are relative to the node. */
export function executeArgument(node: string, gets: readonly Get[]): string {
  const prefix = `/nodes/${node}/`
  return JSON.stringify(
    gets.map(({ path, args }) => {
      if (!path.startsWith(prefix)) throw new TypeError(`${path} is not below ${prefix}`)
      return { method: 'GET', path: path.slice(prefix.length), ...(Object.keys(args).length > 0 && { args }) }
    }),
  )
}

function pvesh(section: Extract<Section, { kind: 'execute' | 'get' }>): string {
  if (section.kind === 'execute') {
    const commands = quoted(executeArgument(section.node, section.gets))
    return `pvesh create ${quoted(`/nodes/${section.node}/execute`)} --commands ${commands} --output-format json`
  }
  const { path, args } = section.get
  const options = Object.entries(args).map(([key, value]) => ` ${quoted(`--${key}`)} ${quoted(String(value))}`)
  return `pvesh get ${quoted(path)}${options.join('')} --output-format json`
}

/** How a section reads in the script, how long it may take there, and whether it needs the cluster file system. */
export function commandOf(section: Section): Program {
  switch (section.kind) {
    case 'program':
      return PROGRAMS[section.name]
    case 'file': {
      const file = FILES[section.name]
      const text = `${file.rights} ${String(FILE_SECONDS)} cat ${quoted(section.name)}`
      return { text, seconds: FILE_SECONDS, ...('pmxcfs' in file && { pmxcfs: true }) }
    }
    case 'execute':
    case 'get':
      return { text: `root ${String(PVESH_SECONDS)} ${pvesh(section)}`, seconds: PVESH_SECONDS, pmxcfs: true }
  }
}

/** The whole script of an exchange. A section that needs a cluster file system that hangs is not tried: exit code 124 at once. */
export function scriptOf(sections: readonly Section[], options: ScriptOptions): string {
  const body = sections.map((section) => {
    const { text, pmxcfs } = commandOf(section)
    if (!pmxcfs) return `( ${text}\n) </dev/null\nend $?\n`
    return (
      `if [ $hung = 1 ]; then code=124; else ( ${text}\n) </dev/null; code=$?; fi\n` +
      `case $code in 124|137) hung=1;; esac\nend $code\n`
    )
  })
  return prelude(options) + body.join('')
}
