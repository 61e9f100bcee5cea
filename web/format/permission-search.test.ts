import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matching } from './permission-search.ts'

const NOTHING = { as_root: [], package: null, privileges: null, collectors: [], answers: [], text: null }
const SMART = { ...NOTHING, name: 'smart', as_root: ['smartctl'], package: 'smartmontools', text: 'root 5 smartctl -a' }
const NETWORK = {
  ...NOTHING,
  name: '/nodes/{node}/network',
  privileges: [['SDN.Audit']],
  collectors: ['network-config'],
}
const TIMEZONE = { ...NOTHING, name: '/etc/timezone', answers: ['/nodes/{node}/time'] }
const ALL = [SMART, NETWORK, TIMEZONE]

test('a search finds what has all its words, wherever', () => {
  assert.deepEqual(matching(ALL, ' Root  smart '), [SMART])
  assert.deepEqual(matching(ALL, 'sdn.audit'), [NETWORK])
  assert.deepEqual(matching(ALL, '/nodes'), [NETWORK, TIMEZONE])
  assert.deepEqual(matching(ALL, 'smartmontools network'), [])
})

test('no search finds everything', () => {
  assert.deepEqual(matching(ALL, ''), ALL)
})
