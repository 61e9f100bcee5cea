import assert from 'node:assert/strict'
import { it } from 'node:test'
import { COLLECTORS, GUEST_COLLECTORS } from '../collectors/index.ts'
import { PERMISSIONS } from './permissions.ts'

const named = (name: string) => PERMISSIONS.find((one) => one.name === name) ?? assert.fail(name)

it('a program says what of it runs as root, what it needs, who asks for it and its text', () => {
  const { text, ...smart } = named('smart')
  assert.deepEqual(smart, {
    kind: 'program',
    name: 'smart',
    asRoot: ['smartctl'],
    package: 'smartmontools',
    privileges: null,
    collectors: ['smart'],
    answers: [],
    purpose: null,
  })
  assert.match(text ?? '', /^\S[^]*root \d+ smartctl[^]*\S$/)
})

it('a file says which API paths are answered from it', () => {
  assert.deepEqual(named('/etc/timezone'), {
    kind: 'file',
    name: '/etc/timezone',
    asRoot: [],
    package: null,
    privileges: null,
    collectors: [],
    answers: ['/nodes/{node}/time'],
    purpose: null,
    text: null,
  })
})

it('a path says what a token takes, one of each list', () => {
  assert.deepEqual(named('/nodes/{node}/network').privileges, [['SDN.Audit', 'SDN.Use']])
  assert.deepEqual(named('/nodes/{node}/certificates/info').privileges, [])
})

it('everything is for something, and every collector asks for something', () => {
  const idle = PERMISSIONS.filter(
    ({ collectors, answers, purpose }) => collectors.length + answers.length === 0 && purpose === null,
  )
  assert.deepEqual(idle, [])
  const asked = new Set(PERMISSIONS.flatMap(({ collectors }) => collectors))
  const silent = [...COLLECTORS, ...GUEST_COLLECTORS].map(({ name }) => name).filter((name) => !asked.has(name))
  assert.deepEqual(silent, [])
})
