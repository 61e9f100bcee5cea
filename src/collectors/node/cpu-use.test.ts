import assert from 'node:assert/strict'
import { test } from 'node:test'
import { portsOf } from '../../../test/tools/ports.ts'
import { factOf, failure, survivesAnyReply } from '../../../test/tools/pve-reply.ts'
import { recordedReply, withoutShared } from '../../../test/tools/shared.ts'
import { Absent } from '../../model/failure.ts'
import { cpuUse } from './cpu-use.ts'

const PATH = '/cluster/resources'

const row = (numbers: object, node = 'pve1') => ({ type: 'node', node, status: 'online', ...numbers })

test('trap 1: CPU of a fresh process is 0: the use comes from what pvestatd broadcast', async () => {
  const ports = portsOf({
    pve: { [PATH]: [row({ cpu: 0.5 }, 'pve2'), row({ cpu: 0.125 })], '/nodes/pve1/status': { cpu: 0, wait: 0 } },
  })
  assert.deepEqual(await cpuUse.collect(ports, { scope: 'node', node: 'pve1' }), {
    usedRatio: 0.125,
    iowaitRatio: null,
  })
})

test('rows made from .rrd also tell the wait for I/O', async () => {
  const rows = [row({ cpu: 0.0198756665309341, iowait: 0.000537180176511733, ctime: 1795376226 })]
  assert.deepEqual(await factOf(cpuUse, PATH, rows), {
    usedRatio: 0.0198756665309341,
    iowaitRatio: 0.000537180176511733,
  })
})

test('an unknown or impossible value is unknown, not zero', async () => {
  assert.deepEqual(await factOf(cpuUse, PATH, [row({ cpu: 'U', iowait: '0' })]), { usedRatio: null, iowaitRatio: 0 })
  assert.deepEqual(await factOf(cpuUse, PATH, [row({ cpu: 0, iowait: 1.5 })]), { usedRatio: 0, iowaitRatio: null })
})

test('a node of which pvestatd says nothing has no such fact', async () => {
  await assert.rejects(factOf(cpuUse, PATH, [{ type: 'node', node: 'pve1', status: 'unknown' }]), Absent)
  await assert.rejects(factOf(cpuUse, PATH, [row({ cpu: 'U', iowait: 'U', ctime: 1795376226 })]), Absent)
})

test('trap 21: an online node without numbers, or no row at all, is a failure with a word about permissions', async () => {
  await assert.rejects(factOf(cpuUse, PATH, [row({})]), failure('bad-reply', /Sys\.Audit on \/nodes\/pve1/))
  await assert.rejects(factOf(cpuUse, PATH, []), failure('bad-reply', /Sys\.Audit/))
  await assert.rejects(factOf(cpuUse, PATH, [row({ cpu: 0.5 }, 'pve2')]), failure('bad-reply', /Sys\.Audit/))
})

test('recorded replies of 7.4, 8.4 and a cluster', { skip: withoutShared }, async () => {
  const usedRatio = async (recording: string) => (await factOf(cpuUse, PATH, recordedReply(recording))).usedRatio
  assert.equal(await usedRatio('7.4/cluster_resources'), 0.994396332144676)
  assert.equal(await usedRatio('8.4/cluster_resources'), 0.731141199226306)
  assert.equal(await usedRatio('8.4-cluster/cluster_resources'), 0.740813326800588)
})

test('any reply gives a valid fact or a failure', () =>
  survivesAnyReply(cpuUse, PATH, 'type node status cpu iowait ctime'))
