import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sharedText, withoutShared } from '../../test/tools/shared.ts'
import { membersFile } from './members.ts'
import { vmlistFile } from './vmlist.ts'

describe('.members', () => {
  it('reads a standalone node', () => {
    assert.deepEqual(membersFile.parse({ nodename: 'pve', version: 0 }), { nodename: 'pve' })
  })

  it('reads a cluster with a node that is offline', { skip: withoutShared }, () => {
    assert.deepEqual(membersFile.parse(JSON.parse(sharedText('pve/8.4-noquorum/etc-pve/members'))), {
      nodename: 'pve1',
      cluster: { name: 'testcluster', version: 2, nodes: 2, quorate: false },
      nodelist: { pve1: { id: 1, online: true, ip: '192.0.2.2' }, pve2: { id: 2, online: false } },
    })
  })

  it('refuses what is no member list', () => {
    const many = Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`n${String(index)}`, { online: 1 }]))
    for (const value of [
      null,
      {},
      { nodename: '' },
      { nodename: 'a', nodelist: { b: {} } },
      { nodename: 'a', nodelist: many },
    ])
      assert.equal(membersFile.safeParse(value).success, false)
  })
})

describe('.vmlist', () => {
  it('says on which node a guest is configured', () => {
    const text = '{"version":1,"ids":{"104":{"node":"pve1","type":"lxc","version":3}}}'
    assert.deepEqual(vmlistFile.parse(JSON.parse(text)), { ids: { 104: { node: 'pve1', type: 'lxc' } } })
  })

  it('refuses what is no guest', () => {
    for (const ids of [{ 1: { node: 'a', type: 'qemu' } }, { 100: { node: 'a', type: 'openvz' } }, { 100: {} }])
      assert.equal(vmlistFile.safeParse({ ids }).success, false)
  })
})
