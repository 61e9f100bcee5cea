import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FailureError } from '../../model/failure.ts'
import { PVE_PATHS } from '../catalogue.ts'
import type { PvePath } from '../catalogue.ts'
import { checkPrivileges, permissionsReply, privilegesIn } from './privileges.ts'

const held = (reply: unknown): string[] => [...privilegesIn(permissionsReply.parse(reply))].toSorted()
const AUDIT = { 'Datastore.Audit': 1, 'SDN.Audit': 1, 'Sys.Audit': 1, 'VM.Audit': 1 }

test('what a token holds for all is told where it goes for all', () => {
  const everywhere = { '/': AUDIT, '/nodes': AUDIT, '/vms': AUDIT, '/storage': AUDIT, '/sdn': AUDIT, '/access': AUDIT }
  assert.deepEqual(held(everywhere), ['Datastore.Audit', 'SDN.Audit', 'Sys.Audit', 'VM.Audit'])
})

test('a privilege counts where it is of use: for some guest, some node, some storage', () => {
  assert.deepEqual(held({ '/vms/100': AUDIT }), ['VM.Audit'])
  assert.deepEqual(held({ '/vms': AUDIT }), ['VM.Audit'])
  assert.deepEqual(held({ '/storage/local': { 'Datastore.Audit': 0 } }), ['Datastore.Audit'])
  assert.deepEqual(held({ '/pool': AUDIT, '/access': AUDIT }), [])
})

test('a role on / that goes for nothing below is of no use', () => {
  assert.deepEqual(held({ '/': { 'Sys.Audit': 0, 'VM.Audit': 0 } }), [])
  assert.deepEqual(held({ '/vms': { 'VM.Audit': 0 }, '/nodes': { 'Sys.Audit': '0' } }), [])
})

const path = (template: string): PvePath => PVE_PATHS.find((one) => one.path === template) ?? assert.fail(template)

test('trap 21: a list that would come without what the token may not see is not asked for', () => {
  const resources = path('/cluster/resources')
  checkPrivileges('/cluster/resources', resources, new Set(['Sys.Audit', 'VM.Audit', 'Datastore.Audit']))
  assert.throws(
    () => checkPrivileges('/cluster/resources', resources, new Set(['Sys.Audit', 'Datastore.Audit'])),
    (error) =>
      error instanceof FailureError &&
      error.failure.kind === 'forbidden' &&
      error.message === 'the API token does not hold VM.Audit on /vms, which /cluster/resources takes' &&
      (error.failure.hint ?? '').includes('PVEAuditor on /'),
  )
  checkPrivileges('/cluster/resources', resources, null)
})

test('one of several privileges is enough, and PVEAuditor is not said to be where it is not', () => {
  const info = path('/nodes/{node}/qemu/{vmid}/agent/info')
  for (const one of ['VM.Monitor', 'VM.GuestAgent.Audit', 'VM.GuestAgent.Unrestricted'])
    checkPrivileges('/agent/info', info, new Set([one]))
  const hintOf = (template: string): string => {
    try {
      checkPrivileges(template, path(template), new Set())
    } catch (error) {
      if (error instanceof FailureError) return error.failure.hint ?? ''
    }
    return assert.fail(template)
  }
  assert.match(hintOf(info.path), /since PVE 9\. Before, it takes VM\.Monitor/)
  assert.match(hintOf('/nodes/{node}/apt/update'), /does not bring Sys\.Modify/)
})

test('any reply is privileges or none', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (reply) => {
      const { success, data } = permissionsReply.safeParse(reply)
      if (success) for (const name of privilegesIn(data)) assert.equal(typeof name, 'string')
    }),
  )
})
