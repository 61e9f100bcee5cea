import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from './runner/program.ts'

const CACHE = join(import.meta.dirname, '../../node_modules/.cache')
const DEBOOTSTRAP = '/usr/sbin/debootstrap'

interface Source {
  readonly mirror: string
  readonly suite: string
}

/** Where this machine has its Debian from, by its own settings. */
function source(): Source | null {
  const lists = ['/etc/apt/sources.list', ...globSync('/etc/apt/sources.list.d/*.{list,sources}').sort()]
  const text = lists
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? ''
  const stanza = text.split(/\n\s*\n/).find((part) => new RegExp(`^Suites:.*\\b${suite}(?: |$)`, 'm').test(part))
  const ofStanza = /^URIs: *(\S+)/m.exec(stanza ?? '')?.[1]
  const ofLine = new RegExp(`^deb +(?:\\[[^\\]]*\\] +)?(\\S+) +${suite} `, 'm').exec(text)?.[1]
  const mirror = ofStanza ?? ofLine
  return mirror === undefined ? null : { mirror, suite }
}

/** A Debian with nothing in it but what every Debian has, made once and kept; or the reason why there is none. */
async function cleanDebian(): Promise<{ readonly folder: string } | { readonly without: string }> {
  if (process.getuid?.() !== 0) return { without: 'a Debian of its own takes root' }
  if (!existsSync(DEBOOTSTRAP)) return { without: 'debootstrap is not installed' }
  const from = source()
  if (!from) return { without: 'apt of this machine names no Debian mirror' }
  const folder = join(CACHE, `debian-${from.suite}`)
  if (existsSync(folder)) return { folder }
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(CACHE, { recursive: true })
  const { code } = await runProgram(DEBOOTSTRAP, ['--variant=minbase', from.suite, unfinished, from.mirror])
  if (code === 0) renameSync(unfinished, folder)
  else rmSync(unfinished, { recursive: true, force: true })
  return code === 0 ? { folder } : { without: 'debootstrap could not fetch a Debian: no network?' }
}

const debian = await cleanDebian()

/** Reason to skip a test that needs a Debian of its own, or false where there is one. */
export const withoutDebian: string | false = 'without' in debian && debian.without

/** Copies the clean Debian to a folder, owners and devices as well. */
export function copyDebian(folder: string): void {
  if (!('folder' in debian)) throw new TypeError(debian.without)
  execFileSync('cp', ['-a', debian.folder, folder])
}
