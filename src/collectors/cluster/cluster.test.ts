import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factOf, failure, findingsOf, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { cluster } from './cluster.ts'

const PATH = '/cluster/status'

const STANDALONE = {
  name: null,
  quorate: null,
  version: null,
  expectedVotes: null,
  members: [{ name: 'pve1', nodeId: null, online: true, ip: '192.0.2.2', level: 'community', local: true }],
}

test('a cluster has a name, a quorum and members sorted by name', async () => {
  const rows = [
    { type: 'node', name: 'pve2', nodeid: '2', online: '1', ip: '192.0.2.12', level: 'p', local: 0 },
    { type: 'cluster', name: 'prod', quorate: 1, version: '7', nodes: 2 },
    { type: 'node', name: 'pve1', nodeid: 1, online: 1, ip: '192.0.2.11', level: '', local: 1 },
  ]
  assert.deepEqual(await factOf(cluster, PATH, rows), {
    name: 'prod',
    quorate: true,
    version: 7,
    expectedVotes: 2,
    members: [
      { name: 'pve1', nodeId: 1, online: true, ip: '192.0.2.11', level: null, local: true },
      { name: 'pve2', nodeId: 2, online: true, ip: '192.0.2.12', level: 'premium', local: false },
    ],
  })
  assert.deepEqual(await findingsOf(cluster, PATH, rows), [])
})

test('a standalone node has neither name nor quorum, and no number', async () => {
  const rows = [{ type: 'node', name: 'pve1', nodeid: 0, online: 1, ip: '192.0.2.2', level: 'c', local: 1 }]
  assert.deepEqual(await factOf(cluster, PATH, rows), STANDALONE)
  assert.deepEqual(await findingsOf(cluster, PATH, rows), [])
})

test('a lost quorum is critical, an offline member a warning', async () => {
  const rows = [
    { type: 'cluster', name: 'prod', quorate: 0 },
    { type: 'node', name: 'pve1', online: 1, local: 1 },
    { type: 'node', name: 'pve2', online: 0 },
  ]
  assert.deepEqual(await findingsOf(cluster, PATH, rows), [
    { severity: 'critical', text: 'the cluster has no quorum', hint: 'pvecm status' },
    { severity: 'warning', text: 'member pve2 is offline', hint: 'pvecm status' },
  ])
})

test('trap 21: a reply without any node is a failure with a word about permissions', async () => {
  await assert.rejects(factOf(cluster, PATH, []), failure('bad-reply', /Sys\.Audit on \//))
  const withoutNodes = [{ type: 'cluster', name: 'prod', quorate: 1 }]
  await assert.rejects(factOf(cluster, PATH, withoutNodes), failure('bad-reply', /Sys\.Audit on \//))
})

test('recorded: a member offline, with and without quorum', { skip: withoutShared }, async () => {
  const expected = {
    name: 'testcluster',
    quorate: true,
    version: 2,
    expectedVotes: 2,
    members: [
      { name: 'pve1', nodeId: 1, online: true, ip: '192.0.2.2', level: 'community', local: true },
      { name: 'pve2', nodeId: 2, online: false, ip: null, level: null, local: false },
    ],
  }
  assert.deepEqual(await factOf(cluster, PATH, recordedReply('8.4-cluster/cluster_status')), expected)
  const noQuorum = recordedReply('8.4-cluster/noquorum_cluster_status')
  assert.deepEqual(await factOf(cluster, PATH, noQuorum), { ...expected, quorate: false })
  assert.equal((await findingsOf(cluster, PATH, noQuorum))[0]?.severity, 'critical')
})

test(
  'recorded: standalone nodes, and dead corosync, which looks exactly like one',
  { skip: withoutShared },
  async () => {
    for (const recording of ['7.4/cluster_status', '9.2/cluster_status', '8.4-cluster/corosync_dead_cluster_status']) {
      assert.deepEqual(await factOf(cluster, PATH, recordedReply(recording)), STANDALONE)
    }
  },
)

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(cluster, PATH, 'type name quorate version nodes nodeid online ip level local'))
