import assert from 'node:assert/strict'
import { test } from 'node:test'
import { membersOf, remoteState } from './remote-state.ts'

const problem = (kind: string | null, status = 'failed') => ({
  status,
  kind,
  reason: `because ${kind ?? 'so'}`,
  hint: 'do',
})
const node = (
  name: string,
  status: 'online' | 'offline' | 'unknown' = 'online',
  ...problems: ReturnType<typeof problem>[]
) => ({
  node_id: 1,
  remote_id: 7,
  name,
  address: '192.0.2.1',
  status,
  problems,
})
const stateOf = (...nodes: ReturnType<typeof node>[]) => {
  const { word, worst } = remoteState(membersOf(7, nodes, []))
  return [word, worst && `${worst.name} ${worst.obstacle.reason}`]
}

test('members are the nodes of the remote and those its cluster alone tells of', () => {
  const cluster = {
    id: 7,
    nodes: [
      { node_id: 1, name: 'pve1', online: true },
      { node_id: null, name: 'pve2', online: false },
      { node_id: null, name: 'pve3', online: null },
    ],
  }
  const members = membersOf(7, [node('pve1'), { ...node('other'), remote_id: 8 }], [{ id: 8, nodes: [] }, cluster])
  assert.deepEqual(members, [
    { nodeId: 1, name: 'pve1', address: '192.0.2.1', status: 'online', obstacle: null },
    { nodeId: null, name: 'pve2', address: null, status: 'offline', obstacle: null },
    { nodeId: null, name: 'pve3', address: null, status: 'unknown', obstacle: null },
  ])
})

test('a remote whose members answer is connected, even if a fact could not be read', () => {
  assert.deepEqual(stateOf(node('pve1', 'online', problem('timeout'), problem(null, 'absent')), node('pve2')), [
    'connected',
    null,
  ])
})

test('a refused sign-in or a changed key stops a remote', () => {
  assert.deepEqual(stateOf(node('pve1', 'unknown', problem('timeout'), problem('auth'))), [
    'stopped',
    'pve1 because auth',
  ])
  assert.deepEqual(stateOf(node('pve1', 'unknown', problem('untrusted'))), ['stopped', 'pve1 because untrusted'])
})

test('a remote without an answer is asked again', () => {
  assert.deepEqual(stateOf(node('pve1', 'offline', problem('unreachable'))), ['silent', 'pve1 because unreachable'])
})

test('while some members answer, the worst of the others is named', () => {
  const silent = node('pve2', 'offline', problem('unreachable'))
  assert.deepEqual(stateOf(node('pve1'), silent), ['partly', 'pve2 because unreachable'])
  const stopped = node('pve3', 'unknown', problem('untrusted'))
  assert.deepEqual(stateOf(node('pve1'), silent, stopped), ['partly', 'pve3 because untrusted'])
})

test('a remote nobody has looked at yet is neither well nor ill', () => {
  assert.deepEqual(stateOf(node('pve1', 'unknown', problem(null, 'never'))), ['never', null])
})
