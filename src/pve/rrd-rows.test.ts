import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sharedText, withoutShared } from '../../test/tools/shared.ts'
import { parseRrd } from './rrd-rows.ts'

const OLD_NODE = 'pve2-node/alpha:60:c:1000:0.25:8:0.5:0.125:400:300:200:100:2000:1500:7:9'
const NEW_NODE = 'pve-node-9.0/alpha:90:b:1030:1.5:8:0.75:0:400:310:200:100:2000:1600:8:10:90:33:0.1:0:0:0:0'
const GUEST = 'pve2.3-vm/101:0:db:stopped:1:1000:2:U:64:U:128:0:U:U:U:U'

describe('.rrd rows', () => {
  it('gives every column of a node its name', () => {
    assert.deepEqual(parseRrd(OLD_NODE).nodes.get('alpha'), {
      uptime: 60,
      sublevel: 'c',
      ctime: 1000,
      loadavg1: 0.25,
      maxcpu: 8,
      cpu: 0.5,
      iowait: 0.125,
      memtotal: 400,
      memused: 300,
      swaptotal: 200,
      swapused: 100,
      roottotal: 2000,
      rootused: 1500,
      netin: 7,
      netout: 9,
    })
  })

  it('takes the newer of the old and the new format, whichever comes first', () => {
    for (const text of [`${OLD_NODE}\n${NEW_NODE}\n`, `${NEW_NODE}\n${OLD_NODE}\n`]) {
      const node = parseRrd(text).nodes.get('alpha')
      assert.deepEqual([node?.ctime, node?.memavailable, node?.arcsize], [1030, 90, 33])
    }
    const older = NEW_NODE.replace(':1030:', ':900:')
    assert.equal(parseRrd(`${older}\n${OLD_NODE}`).nodes.get('alpha')?.ctime, 1000)
  })

  it('reads U as unknown, not as 0', () => {
    const guest = parseRrd(GUEST).guests.get('101')
    assert.deepEqual([guest?.name, guest?.status, guest?.template], ['db', 'stopped', 1])
    assert.deepEqual([guest?.cpu, guest?.mem, guest?.netin, guest?.disk], [null, null, null, 0])
  })

  it('reads an empty subscription level as none, and nan as unknown', () => {
    const node = parseRrd(OLD_NODE.replace(':c:', '::').replace(':0.5:', ':nan:')).nodes.get('alpha')
    assert.deepEqual([node?.sublevel, node?.cpu], ['', null])
  })

  it('drops a row whose columns do not fit, and only that', () => {
    const misfits = [
      GUEST.replace(':db:', ':d:b:'),
      GUEST.replace(/:U$/, ''),
      GUEST.replace(':1000:', ':soon:'),
      GUEST.replace(':1000:', ':U:'),
      'pve2.4-vm/101:1',
      'pve2.3-vm',
      'constructor/101:1',
    ]
    const rows = parseRrd([...misfits, GUEST.replace('/101:', '/102:')].join('\n'))
    assert.deepEqual([...rows.guests.keys()], ['102'])
    assert.equal(rows.nodes.size + rows.storages.size, 0)
  })

  it('names storages by node and storage', () => {
    const { storages } = parseRrd('pve2-storage/alpha/local:1000:50:20\npve-storage-9.0/alpha/local:1010:50:21')
    assert.deepEqual([...storages], [['alpha/local', { ctime: 1010, total: 50, used: 21 }]])
  })

  it('reads the recorded file of a node just upgraded: all rows new', { skip: withoutShared }, () => {
    const rows = parseRrd(sharedText('pve/9.2/etc-pve/rrd'))
    assert.deepEqual([rows.nodes.size, rows.guests.size, rows.storages.size], [1, 13, 1])
    const all = [...rows.nodes.values(), ...rows.guests.values(), ...rows.storages.values()]
    assert.deepEqual([...new Set(all.map(({ ctime }) => ctime))], [1795376302])
  })

  it('reads any text', () => {
    const cell = fc.constantFrom('U', '', '1', '1e999', 'x', ':', '\n', '/', 'pve2-storage/a/b:1:2:3', 'pve2-node')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(cell).map((cells) => cells.join(':')),
        ),
        (text) => {
          for (const row of parseRrd(text).storages.values()) assert.ok(Number.isFinite(row.ctime))
        },
      ),
    )
  })
})
