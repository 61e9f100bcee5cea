import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { recordedReply, sharedText, withoutShared } from '../../../test/tools/shared.ts'
import { built, pick } from '../../../test/tools/sources.ts'
import { Absent, FailureError } from '../../model/failure.ts'
import { addressOf, clusterStatus } from './cluster-status.ts'

const CLUSTER = JSON.stringify({
  nodename: 'b',
  version: 5,
  cluster: { name: 'lab', version: 7, nodes: 2, quorate: 1 },
  nodelist: { a: { id: 1, online: 0 }, b: { id: 2, online: 1, ip: '192.0.2.12' } },
})

describe('/cluster/status from files', () => {
  it('gives the row of the cluster and one for each node', () => {
    const rrd = 'pve2-node/b:60::1000:0.25:8:0.5:0.125:400:300:200:100:2000:1500:7:9'
    assert.deepEqual(built(clusterStatus, { files: { '/etc/pve/.members': CLUSTER, '/etc/pve/.rrd': rrd } }), [
      { type: 'cluster', id: 'cluster', name: 'lab', version: 7, nodes: 2, quorate: 1 },
      { type: 'node', id: 'node/a', name: 'a', nodeid: 1, local: 0, online: 0 },
      { type: 'node', id: 'node/b', name: 'b', nodeid: 2, local: 1, online: 1, ip: '192.0.2.12', level: '' },
    ])
  })

  it('leaves the subscription level out when .rrd cannot be read', () => {
    const files = { '/etc/pve/.members': CLUSTER, '/etc/pve/.rrd': new FailureError('forbidden', 'not root') }
    assert.ok(pick(built(clusterStatus, { files }), ['level'], 'id').every((row) => !('level' in row)))
  })

  it('gives a standalone node one row, local and online, with the address that its name has in /etc/hosts', () => {
    const files = { '/etc/pve/.members': '{"nodename":"pve","version":0}', '/etc/hosts': '192.0.2.9 pve.lan pve\n' }
    assert.deepEqual(built(clusterStatus, { files }), [
      { type: 'node', id: 'node/pve', name: 'pve', nodeid: 0, local: 1, online: 1, ip: '192.0.2.9' },
    ])
  })

  it('is absent where there is no cluster file system, and fails on what is no member list', () => {
    assert.throws(() => built(clusterStatus, {}), Absent)
    assert.throws(() => built(clusterStatus, { files: { '/etc/pve/.members': '<html>' } }), /\.members is not JSON/)
    assert.throws(() => built(clusterStatus, { files: { '/etc/pve/.members': '[]' } }), /\.members is not as expected/)
  })

  const recordings = [
    ['8.4', '8.4/cluster_status'],
    ['9.2', '9.2/cluster_status'],
    ['8.4-cluster', '8.4-cluster/cluster_status'],
    ['8.4-noquorum', '8.4-cluster/noquorum_cluster_status'],
  ] as const
  for (const [folder, reply] of recordings)
    it(`equals what PVE replied: ${reply}`, { skip: withoutShared }, () => {
      const files = {
        '/etc/pve/.members': sharedText(`pve/${folder}/etc-pve/members`),
        '/etc/pve/.rrd': sharedText(`pve/${folder}/etc-pve/rrd`),
        '/etc/hosts': '127.0.0.1 localhost\n192.0.2.2 pve1\n',
      }
      // PVE gives an offline node an empty level, which would mean: no subscription.
      const recorded = (recordedReply(reply) as Record<string, unknown>[]).map(({ level, ...row }) =>
        row['online'] === 0 ? row : { ...row, ...(level !== undefined && { level }) },
      )
      const keys = ['type', 'id', 'name', 'nodes', 'version', 'quorate', 'nodeid', 'local', 'online', 'ip', 'level']
      assert.deepEqual(pick(built(clusterStatus, { files }), keys, 'id'), pick(recorded, keys, 'id'))
      assert.deepEqual(
        Object.keys(Object.assign({}, ...recorded) as object).filter((key) => !keys.includes(key)),
        [],
      )
    })
})

describe("the node's address in /etc/hosts", () => {
  it('is that of its name, never loopback, never in a comment', () => {
    const hosts =
      '127.0.1.1 pve\n::1 pve\n# 192.0.2.1 pve\n192.0.2.2 other\n\t192.0.2.3 \tpve.lan pve # me\n192.0.2.4 pve'
    assert.equal(addressOf('pve', hosts), '192.0.2.3')
    assert.equal(addressOf('pve.lan', hosts), '192.0.2.3')
    assert.equal(addressOf('pv', hosts), null)
  })
})
