import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import { frames } from './frames.ts'
import { executeArgument, scriptOf } from './script.ts'
import type { Section } from './section.ts'

const NONCE = 'abcdef0123456789'
const options = { nonce: NONCE, sudo: false, maxSeconds: 60 }

/** Runs a script in dash, as a node would, and cuts both its streams. */
function run(script: string): { codes: string[]; stdout: string[]; stderr: string[] } {
  const { stdout, stderr } = spawnSync('dash', [], { input: script })
  const codes: string[] = []
  const texts = (bytes: Buffer, onCode: (code: string) => void): string[] => {
    const sections: string[] = []
    const feed = frames(NONCE, 1e6, {
      section(body, { code }) {
        sections.push(body.toString())
        onCode(code)
      },
      overflow: () => assert.fail('overflow'),
    })
    feed(bytes)
    return sections
  }
  return { stdout: texts(stdout, (code) => codes.push(code)), stderr: texts(stderr, () => undefined), codes }
}

test('every section keeps its own output, errors and exit code', () => {
  const sections: Section[] = [
    { kind: 'file', name: '/proc/loadavg' },
    { kind: 'file', name: '/proc/spl/kstat/zfs/arcstats' },
    { kind: 'file', name: '/proc/uptime' },
  ]
  const { codes, stdout, stderr } = run(scriptOf(sections, options))
  assert.deepEqual(codes, ['start', '0', '1', '0'])
  assert.match(stdout[1] ?? '', /^\d+\.\d\d \d+\.\d\d \d+\.\d\d /)
  assert.equal(stdout[2], '')
  assert.match(stderr[2] ?? '', /No such file or directory/)
  assert.equal(stderr[3], '')
})

test('a command that is not installed ends with 127 and spoils nothing behind it', () => {
  const script = scriptOf(
    [
      { kind: 'get', get: { path: '/cluster/status', args: {} } },
      { kind: 'file', name: '/proc/uptime' },
    ],
    options,
  )
  assert.deepEqual(run(script).codes, ['start', '127', '0'])
})

test('trap 11: commands run with LC_ALL=C, whatever the session brings', () => {
  const script = scriptOf([], options).replace('end start', 'end start\necho "$LC_ALL/$LANG/${LANGUAGE-unset}"; end 0')
  const { stdout } = spawnSync('dash', [], {
    input: script,
    env: { LC_ALL: 'it_IT.UTF-8', LANG: 'de_DE.UTF-8', LANGUAGE: 'de', PATH: process.env['PATH'] },
    encoding: 'utf8',
  })
  assert.match(stdout, /^C\/C\/unset$/m)
})

test('with sudo, only what needs root goes through it, and the time limit with it', () => {
  const script = scriptOf([{ kind: 'file', name: '/etc/pve/.members' }], { ...options, sudo: true })
  assert.match(script, /^root\(\) .*sudo -n timeout -k 2 "\$seconds" "\$@"; \}$/m)
  assert.match(script, /^user\(\) .*; timeout -k 2 "\$seconds" "\$@"; \}$/m)
  assert.match(script, /root 5 cat '\/etc\/pve\/\.members'/)
})

test('once the cluster file system hangs, what needs it is not tried again, and all else is', () => {
  const script = scriptOf(
    [
      { kind: 'file', name: '/etc/pve/.members' },
      { kind: 'get', get: { path: '/cluster/status', args: {} } },
      { kind: 'file', name: '/proc/uptime' },
    ],
    { ...options, maxSeconds: 1 },
  ).replace("cat '/etc/pve/.members'", 'sleep 60')
  assert.deepEqual(run(script).codes, ['start', '124', '124', '0'])
})

test('the argument of the batch endpoint holds GETs only, relative to the node', () => {
  const gets = [
    { path: '/nodes/pve1/status', args: {} },
    { path: '/nodes/pve1/disks/list', args: { skipsmart: 1 } },
  ]
  assert.deepEqual(JSON.parse(executeArgument('pve1', gets)), [
    { method: 'GET', path: 'status' },
    { method: 'GET', path: 'disks/list', args: { skipsmart: 1 } },
  ])
  assert.throws(() => executeArgument('pve2', gets), /not below/)
})

test('a script names no command that writes: whatever is asked, only reads leave', () => {
  const path = fc.stringMatching(/^(\/[a-z0-9_.:@+-]{1,8}){1,4}$/)
  fc.assert(
    fc.property(path, path, (get, below) => {
      const script = scriptOf(
        [
          { kind: 'get', get: { path: get, args: {} } },
          { kind: 'execute', node: 'pve1', gets: [{ path: `/nodes/pve1${below}`, args: {} }] },
        ],
        options,
      )
      const verbs = [...script.matchAll(/pvesh (\w+) '([^']*)'/g)].map(
        ([, verb, target]) => `${verb ?? ''} ${target ?? ''}`,
      )
      assert.deepEqual(verbs, [`get ${get}`, 'create /nodes/pve1/execute'])
      assert.deepEqual(
        [...script.matchAll(/"method":"(\w+)"/g)].map(([, method]) => method),
        ['GET'],
      )
    }),
  )
})

test('nothing that could end a quote gets into a script', () => {
  const section = (path: string): Section => ({ kind: 'get', get: { path, args: {} } })
  for (const path of ["/a'; reboot; '", '/a\nreboot', '/a\0'])
    assert.throws(() => scriptOf([section(path)], options), TypeError)
})
