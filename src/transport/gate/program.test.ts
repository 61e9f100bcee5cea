import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { NONCE, gateIn, keepGate, sectionsIn, withoutPerl } from '../../../test/tools/gate.ts'
import { temporaryFolder } from '../../../test/tools/temporary.ts'
import { FILES, PROGRAMS, PVE_PATHS } from '../catalogue.ts'
import type { FileName, ProgramName } from '../catalogue.ts'
import { commandOf, scriptOf, starters } from '../script.ts'
import type { Get, Section } from '../section.ts'
import { GATE_VERSION, gateProgram } from './program.ts'
import { gateRequest } from './request.ts'

const options = { nonce: NONCE, sudo: false, maxSeconds: 60 }

const listed: readonly Section[] = [
  ...(Object.keys(PROGRAMS) as ProgramName[]).map((name): Section => ({ kind: 'program', name })),
  ...(Object.keys(FILES) as FileName[]).map((name): Section => ({ kind: 'file', name })),
]

const nodeName = fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,8}[a-zA-Z0-9])?$/)
const storageName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,20}$/)
const vmid = fc.integer({ min: 100, max: 999_999_999 })

const readOn = (node: string): fc.Arbitrary<Get> =>
  fc
    .tuple(fc.constantFrom(...PVE_PATHS), vmid, storageName, fc.boolean())
    .map(([{ path, args = [] }, id, storage, withArgs]) => ({
      path: path.replace('{node}', node).replace('{vmid}', String(id)).replace('{storage}', storage),
      args: Object.fromEntries(withArgs ? args.map((word) => word.split('=') as [string, string]) : []),
    }))

const section: fc.Arbitrary<Section> = nodeName.chain((node) => {
  const get = readOn(node)
  const gets = fc.array(
    get.filter(({ path }) => path.startsWith('/nodes/')),
    { maxLength: 5 },
  )
  return fc.oneof(
    get.map((get): Section => ({ kind: 'get', get })),
    gets.map((gets): Section => ({ kind: 'execute', node, gets })),
  )
})

suite('the gate', { skip: withoutPerl }, () => {
  test('answers with marks as a script does: both streams and the exit code of each section', () => {
    using folder = temporaryFolder()
    const gate = gateIn(folder.path)
    gate.command('sensors', 'echo warm; echo noise >&2; exit 3')
    const sections: Section[] = [
      { kind: 'program', name: 'sensors' },
      { kind: 'file', name: '/proc/spl/kstat/zfs/arcstats' },
      { kind: 'file', name: '/proc/uptime' },
    ]
    const { code, stdout, stderr } = gate.ask(gateRequest(sections, options))
    assert.equal(code, 0)
    const out = sectionsIn(stdout)
    assert.deepEqual(
      out.map(([, code]) => code),
      ['start', '3', '1', '0'],
    )
    assert.equal(out[1]?.[0], 'warm\n')
    assert.match(out[3]?.[0] ?? '', /^\d+\.\d\d \d+\.\d\d\n$/)
    const err = sectionsIn(stderr)
    assert.equal(err[1]?.[0], 'noise\n')
    assert.match(err[2]?.[0] ?? '', /No such file or directory/)
  })

  test('runs the texts of the closed lists to the letter, and no other', () => {
    using folder = temporaryFolder()
    const gate = gateIn(folder.path)
    const shell = gate.at('shell')
    writeFileSync(shell, '#!/bin/sh\n[ "$1" = -c ] && printf %s "$2"\n')
    chmodSync(shell, 0o755)
    keepGate(gate.at('printing'), gate.bin, (text) => text.replace("system '/bin/sh'", `system '${shell}'`))
    const printed = sectionsIn(gate.ask(gateRequest(listed, options), gate.at('printing')).stdout).slice(1)
    assert.deepEqual(
      printed.map(([text]) => text),
      listed.map((section) => `${starters('"$most"', '$sudo ')}${commandOf(section).text.trim()}\n`),
    )
    assert.equal([...gateProgram('').matchAll(/^\$run\{/gm)].length, listed.length)
  })

  test('starts pvesh with the same words as a script does, whatever is read', () => {
    using folder = temporaryFolder()
    const gate = gateIn(folder.path)
    const env = { PATH: `${gate.bin}:/bin:/usr/bin` }
    fc.assert(
      fc.property(fc.array(section, { minLength: 1, maxLength: 3 }), (sections) => {
        gate.ask(gateRequest(sections, options))
        const byGate = gate.noted()
        spawnSync('/bin/sh', [], { input: scriptOf(sections, options), env })
        assert.deepEqual(byGate, gate.noted())
        assert.equal(byGate.length, sections.length)
      }),
      { numRuns: 25 },
    )
  })

  test('takes nothing from the environment it is started in, and passes on rights and time limit as asked', () => {
    using folder = temporaryFolder()
    const gate = gateIn(folder.path)
    const get: Section = { kind: 'get', get: { path: '/nodes/pve1/disks/list', args: { skipsmart: 1 } } }
    gate.command('timeout', gate.note)
    gate.ask(gateRequest([get], { ...options, maxSeconds: 7 }))
    const words = '<-k><2><7><pvesh><get></nodes/pve1/disks/list><--skipsmart><1><--output-format><json>'
    assert.deepEqual(gate.noted(), [words])
    gate.command('sudo', gate.note)
    gate.ask(gateRequest([get], { ...options, sudo: true, maxSeconds: 7 }))
    assert.deepEqual(gate.noted(), [`<-n><timeout>${words}`])
  })

  test('does not try again what needs the cluster file system once that has hung', () => {
    using folder = temporaryFolder()
    const gate = gateIn(folder.path)
    gate.command('cat', 'case $1 in /etc/pve/*) exec sleep 60;; *) exec /bin/cat "$@";; esac')
    const sections: Section[] = [
      { kind: 'file', name: '/etc/pve/.members' },
      { kind: 'get', get: { path: '/cluster/status', args: {} } },
      { kind: 'file', name: '/proc/uptime' },
    ]
    const { stdout } = gate.ask(gateRequest(sections, { ...options, maxSeconds: 1 }))
    assert.deepEqual(
      sectionsIn(stdout).map(([, code]) => code),
      ['start', '124', '124', '0'],
    )
    assert.deepEqual(gate.noted(), [])
  })

  test('says 127 for a command that is not there', () => {
    using folder = temporaryFolder()
    const gate = gateIn(folder.path)
    rmSync(gate.at('bin/pvesh'))
    const get: Section = { kind: 'get', get: { path: '/cluster/status', args: {} } }
    const { stdout } = gate.ask(gateRequest([get, { kind: 'file', name: '/proc/uptime' }], options))
    assert.deepEqual(
      sectionsIn(stdout).map(([, code]) => code),
      ['start', '127', '0'],
    )
  })
})

test('paths and arguments in the list hold nothing that means something to a pattern', () => {
  for (const { path, args = [] } of PVE_PATHS) {
    assert.match(path, /^(\/([a-z0-9-]+|\{node\}|\{vmid\}|\{storage\}))+$/)
    for (const word of args) assert.match(word, /^[a-z-]+=[A-Za-z0-9]+$/)
  }
})

test('the version of a gate changes with what it does, and not with its comment', () => {
  assert.match(GATE_VERSION, /^[0-9a-f]{16}$/)
  const code = (comment: string): string => gateProgram(comment).split('\n\nuse strict;')[1] ?? ''
  assert.equal(code('one'), code('two\n\nlines'))
  assert.match(gateProgram('two\n\nlines'), /^#!\/usr\/bin\/perl -T\n# two\n#\n# lines\n\nuse strict;\n/)
})
