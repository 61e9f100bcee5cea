import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ask } from '../../../test/tools/api.ts'
import type { Permission } from '../../model/permission.ts'

const PERMISSION: Permission = {
  kind: 'path',
  name: '/nodes/{node}/network',
  asRoot: ['pvesh'],
  package: null,
  privileges: [['SDN.Audit', 'SDN.Use']],
  collectors: ['network-config'],
  answers: [],
  purpose: null,
  text: null,
}

it('what may be read on nodes is told, each with what it is for', async () => {
  const reply = await ask({ url: '/api/permissions' }, { permissions: [PERMISSION] })
  const { asRoot, ...rest } = PERMISSION
  assert.deepEqual([reply.statusCode, reply.json<object>()], [200, { items: [{ ...rest, as_root: asRoot }], total: 1 }])
})
