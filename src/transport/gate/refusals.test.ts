import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { HEAD, NONCE, gateIn, keepGate, withoutPerl } from '../../../test/tools/gate.ts'
import { temporaryFolder } from '../../../test/tools/temporary.ts'
import { scriptOf } from '../script.ts'
import { GATE_NAME, GATE_VERSION } from './program.ts'
import { gateRefusalIn } from './request.ts'

const NOT_OURS = 'this key is for Panoramica only'
const OTHER = 'f'.repeat(16)

/** A line that is not in the list, and how the refusal quotes it. */
const LINES: [what: string, line: string, quoted?: string][] = [
  ['a program that is not listed', 'program id'],
  ['a file that is not listed', 'file /etc/shadow'],
  ['a way to another file', 'file /proc/../etc/shadow'],
  ['two words in one', 'file /proc/uptime /etc/shadow'],
  ['an unknown kind', 'write /etc/motd'],
  ['a path that is not listed', 'get /access/users'],
  ['a way to another path', 'get /nodes/../access/users'],
  ['a path with more behind it', 'get /cluster/status/../../access/users'],
  ['an option', 'get /storage --output-format=text'],
  ['an argument of another path', 'get /cluster/status full=1'],
  ['another value', 'get /nodes/pve1/qemu full=2'],
  ['the same argument twice', 'get /nodes/pve1/qemu full=1 full=1'],
  ['two values of one argument', 'get /nodes/pve1/rrddata timeframe=hour timeframe=day'],
  ['a timeframe that is not listed', 'get /nodes/pve1/rrddata timeframe=decade'],
  ['a way out of a storage', 'get /nodes/pve1/storage/../rrddata timeframe=hour'],
  ['a command as a storage', 'get /nodes/pve1/storage/nas;id/rrddata timeframe=hour'],
  ['a guest that is no number', 'get /nodes/pve1/qemu/100;id/config'],
  ['a command in a name', 'execute $(id)'],
  ['a quote in a name', "execute pve1'"],
  ['a read without a batch', '+ /nodes/pve1/status'],
  ['a NUL', 'program identify\0', 'program identify?'],
  ['a carriage return', 'program identify\r', 'program identify?'],
  ['an escape', 'program \x1b[2J', 'program ?[2J'],
  ['bytes that are no text', '\xff\xfe', '??'],
  ['an empty line', '\nprogram identify', ''],
  [
    'a batch with another read in it',
    'execute pve1\n+ /nodes/pve1/status\n+ /nodes/pve1/startall',
    '+ /nodes/pve1/startall',
  ],
  ['a batch with another method', 'execute pve1\n+ POST /nodes/pve1/status', '+ POST /nodes/pve1/status'],
  [
    'a batch that goes on behind another section',
    'execute pve1\nfile /proc/uptime\n+ /nodes/pve1/status',
    '+ /nodes/pve1/status',
  ],
]

const REFUSALS: [what: string, request: string, reason: string][] = [
  ['nothing at all', '', NOT_OURS],
  ['a script', scriptOf([], { nonce: NONCE, sudo: false, maxSeconds: 60 }), NOT_OURS],
  ['a command', 'id\n', NOT_OURS],
  ['another version', HEAD.replace(GATE_VERSION, OTHER), `this is not version ${OTHER}`],
  ['a nonce that is none', HEAD.replace(NONCE, `${NONCE.slice(1)};`), NOT_OURS],
  ['a time limit that is none', HEAD.replace(' 60', ' 6;id'), NOT_OURS],
  ['other rights', HEAD.replace('plain', 'root'), NOT_OURS],
  ['more than any node has', HEAD + 'program identify\n'.repeat(240_000), 'the request is too long'],
  [
    'a batch for another node',
    `${HEAD}execute pve1\n+ /nodes/pve2/status\n`,
    '/nodes/pve2/status is not below /nodes/pve1/',
  ],
  ...LINES.map(([what, line, quoted = line]): [string, string, string] => [
    what,
    `${HEAD}get /cluster/status\n${line}\n`,
    `not in the list: ${quoted}`,
  ]),
]

suite('the gate', { skip: withoutPerl }, () => {
  test('refuses what is not in the list, in one line, and then runs nothing of the request', async (t) => {
    using folder = temporaryFolder()
    const gate = gateIn(folder.path)
    for (const [what, request, reason] of REFUSALS)
      await t.test(what, () => {
        const said = gate.ask(Buffer.from(request, 'latin1'))
        assert.deepEqual(said, { code: 126, stdout: '', stderr: `${GATE_NAME} ${GATE_VERSION}: ${reason}\n` })
        assert.deepEqual(gate.noted(), [])
      })
  })

  test('does not wait for ever for a request', async () => {
    using folder = temporaryFolder()
    const gate = gateIn(folder.path)
    keepGate(gate.at('impatient'), gate.bin, (program) => program.replace('alarm 10;', 'alarm 1;'))
    const child = spawn(gate.at('impatient'))
    const [said] = await Promise.all([text(child.stderr), once(child, 'exit')])
    assert.equal(gateRefusalIn(said)?.reason, 'no request came')
  })

  test('whatever the bytes, nothing runs that is not listed', () => {
    using folder = temporaryFolder()
    const gate = gateIn(folder.path)
    const canary = `touch ${gate.at('canary')}`
    const valid = ['file /proc/uptime\n', 'get /cluster/status\n', 'execute pve1\n', '+ /nodes/pve1/status\n']
    const evil = ['\n', '\0', "'", '"', '\\', `$(${canary})`, `\`${canary}\``, `;${canary};`, `\n${canary}\n`]
    const piece = fc.oneof(fc.constantFrom(...valid, ...evil), fc.string({ unit: 'binary', maxLength: 20 }))
    const known =
      /^(<get><\/cluster\/status>|<create><\/nodes\/pve1\/execute><--commands><\[(\{"method":"GET","path":"status"\},?)*\]>)<--output-format><json>$/
    let answered = 0
    fc.assert(
      fc.property(fc.constantFrom(HEAD, HEAD, ''), fc.array(piece, { maxLength: 6 }), (head, pieces) => {
        const { code, stdout } = gate.ask(head + pieces.join(''))
        assert.ok(!existsSync(gate.at('canary')))
        if (code === 0) answered++
        else assert.deepEqual([code, stdout], [126, ''])
        for (const call of gate.noted()) assert.match(call, known)
      }),
      { numRuns: 150, seed: 7 },
    )
    assert.ok(answered > 10)
  })
})

test('what a gate says is told from what anything else says', () => {
  const said = `noise\n${GATE_NAME} ${OTHER}: not in the list: x\n`
  assert.deepEqual(gateRefusalIn(said), { version: OTHER, reason: 'not in the list: x' })
  for (const other of ['', 'sh: 1: not found', `${GATE_NAME} 1: x`, `${GATE_NAME} ${OTHER}: \x1b[2J\n`])
    assert.equal(gateRefusalIn(other), null)
})
