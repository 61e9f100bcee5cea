import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { TestContext } from 'node:test'
import { PROGRAMS } from './catalogue.ts'

const PRELUDE = 'user() { shift; "$@"; }\nroot() { shift; "$@"; }\n'
const withoutDash: string | false = existsSync('/bin/dash') ? false : 'dash is not installed'

interface Node {
  program: 'sensors' | 'smart'
  /** The one command of the node: its name and its script, in which `$last` is the last word of its command line. */
  command?: [name: string, script: string]
  disks?: string[]
}

/** Runs a program of the catalogue in dash, on a node that has nothing else; `calls` are the command lines it started. */
function run(t: TestContext, { program, command: [name, script] = ['other', ''], disks = [] }: Node) {
  const home = mkdtempSync(join(tmpdir(), 'panoramica-programs-'))
  t.after(() => rmSync(home, { recursive: true }))
  for (const disk of disks) mkdirSync(join(home, 'block', disk), { recursive: true })
  mkdirSync(join(home, 'bin'))
  writeFileSync(join(home, 'calls'), '')
  const lines = ['#!/bin/sh', `echo "$*" >>'${home}/calls'`, 'for last; do :; done', script, '']
  writeFileSync(join(home, 'bin', name), lines.join('\n'))
  chmodSync(join(home, 'bin', name), 0o755)
  const text = PROGRAMS[program].text.replaceAll('/sys/block', join(home, 'block'))
  const env = { PATH: join(home, 'bin') }
  const { status, stdout } = spawnSync('/bin/dash', ['-c', PRELUDE + text], { encoding: 'utf8', env })
  return { status, stdout, calls: readFileSync(join(home, 'calls'), 'utf8').split('\n').slice(0, -1) }
}

suite('the smart program under dash', { skip: withoutDash }, () => {
  test('asks each whole disk once, wakes none, and frames each answer with its exit code', (t) => {
    const { status, stdout, calls } = run(t, {
      program: 'smart',
      command: ['smartctl', 'echo "about $last"; [ "$last" != /dev/sdb ] || exit 216'],
      disks: ['sda', 'sdb', 'nvme0n1', 'loop0', 'zd0', 'dm-0'],
    })
    assert.equal(status, 0)
    assert.equal(
      stdout,
      '== /dev/sda\nabout /dev/sda\n\n== exit 0\n' +
        '== /dev/sdb\nabout /dev/sdb\n\n== exit 216\n' +
        '== /dev/nvme0n1\nabout /dev/nvme0n1\n\n== exit 0\n',
    )
    assert.deepEqual(calls, [
      '-n standby -j -i -H -A /dev/sda',
      '-n standby -j -i -H -A /dev/sdb',
      '-n standby -j -i -H -A /dev/nvme0n1',
    ])
  })

  test('a smartctl before 7.0, which does not know -j, is asked for text', (t) => {
    const script = 'case "$*" in *-j*) echo "=======> UNRECOGNIZED OPTION: j"; exit 1;; esac; echo plain; exit 2'
    const { stdout, calls } = run(t, { program: 'smart', command: ['smartctl', script], disks: ['sda'] })
    assert.equal(stdout, '== /dev/sda\n=======> UNRECOGNIZED OPTION: j\nplain\n\n== exit 2\n')
    assert.deepEqual(calls, ['-n standby -j -i -H -A /dev/sda', '-n standby -i -H -A /dev/sda'])
  })

  test('a node without disks prints nothing', (t) => {
    const seen = run(t, { program: 'smart', command: ['smartctl', 'exit 0'], disks: ['loop0'] })
    assert.deepEqual(seen, { status: 0, stdout: '', calls: [] })
  })

  test('without smartctl it ends with 127, which is absent', (t) => {
    assert.equal(run(t, { program: 'smart', disks: ['sda'] }).status, 127)
  })
})

suite('the sensors program under dash', { skip: withoutDash }, () => {
  test('asks once where -j is known', (t) => {
    const seen = run(t, { program: 'sensors', command: ['sensors', 'echo "{}"'] })
    assert.deepEqual(seen, { status: 0, stdout: '{}\n', calls: ['-j'] })
  })

  test('asks for text before 3.5.0, where -j is not known', (t) => {
    const seen = run(t, { program: 'sensors', command: ['sensors', '[ $# -eq 0 ] || exit 1; echo text'] })
    assert.deepEqual(seen, { status: 0, stdout: 'text\n', calls: ['-j', ''] })
  })

  test('a time-out and a missing command are not asked again', (t) => {
    const seen = run(t, { program: 'sensors', command: ['sensors', 'exit 124'] })
    assert.deepEqual(seen, { status: 124, stdout: '', calls: ['-j'] })
    assert.equal(run(t, { program: 'sensors' }).status, 127)
  })
})
