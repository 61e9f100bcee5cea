import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { frames } from '../../src/transport/frames.ts'
import { GATE_NAME, GATE_VERSION, gateProgram } from '../../src/transport/gate/program.ts'
import { PATH_FOLDERS } from '../../src/transport/script.ts'

/** Reason to skip a test that needs Perl, or false where there is one. */
export const withoutPerl: string | false = existsSync('/usr/bin/perl') ? false : 'perl is not installed'

export const NONCE = '0123456789abcdef0123456789abcdef'
/** How a request begins. */
export const HEAD = `${GATE_NAME} ${GATE_VERSION} ${NONCE} plain 60\n`

/** Keeps the gate in a file, its commands to be looked for in `bin` first. */
export function keepGate(file: string, bin: string, change: (text: string) => string = (text) => text): void {
  const text = gateProgram('for a test').replace(PATH_FOLDERS, `${bin}:${PATH_FOLDERS}`)
  writeFileSync(file, change(text))
  chmodSync(file, 0o755)
}

export interface Said {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A gate on a node whose `pvesh` notes how it was started, and does nothing. */
export interface Gate {
  readonly bin: string
  ask(this: void, request: string | Uint8Array, file?: string): Said
  command(name: string, script: string): void
  /** Command lines noted since the last call, each word in angle brackets. */
  noted(): string[]
  /** For a command of its own: what notes its command line. */
  readonly note: string
  at(name: string): string
}

export function gateIn(folder: string): Gate {
  const at = (name: string): string => join(folder, name)
  const bin = at('bin')
  const note = `for word; do printf '<%s>' "$word"; done >>'${at('log')}'; echo >>'${at('log')}'`
  const gate: Gate = {
    bin,
    note,
    at,
    ask(request, file = at('gate')) {
      const env = { PATH: '/nonexistent', IFS: 'x', LANGUAGE: 'it', most: '0', sudo: 'reboot', PERL5OPT: '-Mevil' }
      const { status, stdout, stderr } = spawnSync(file, [], { input: request, env })
      return { code: status, stdout: stdout.toString('latin1'), stderr: stderr.toString('latin1') }
    },
    command(name, script) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
      chmodSync(join(bin, name), 0o755)
    },
    noted() {
      const lines = existsSync(at('log')) ? readFileSync(at('log'), 'utf8').split('\n').slice(0, -1) : []
      rmSync(at('log'), { force: true })
      return lines
    },
  }
  mkdirSync(bin)
  gate.command('pvesh', note)
  keepGate(at('gate'), bin)
  return gate
}

/** What stands before each mark, and the mark's code. */
export function sectionsIn(text: string): [string, string][] {
  const sections: [string, string][] = []
  const feed = frames(NONCE, 1e6, {
    section: (bytes, { code }) => sections.push([bytes.toString(), code]),
    overflow: () => assert.fail('overflow'),
  })
  feed(Buffer.from(text, 'latin1'))
  return sections
}
