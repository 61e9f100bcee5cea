import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiWith, problemIn, sampleFleet } from '../../test/tools/api.ts'
import { bearer, withPeople } from '../../test/tools/accounts.ts'
import { fleetOf } from '../../test/tools/made-views.ts'
import { subscribed } from '../../test/tools/sample-subscription.ts'
import type { HostDetails } from '../fleet/shapes.ts'

const INCLUDE = { hardware: true, storage: true, network: true }
const URL = '/api/nodes/1/host-details'

/** A host of which everything masked is known. */
function host(): HostDetails {
  const details = sampleFleet().hostDetails(1, INCLUDE)
  assert.ok(details?.hardware)
  const disk = { path: '/dev/sda', serial: 'DISK-SERIAL', wwn: 'DISK-WWN', type: 'ssd' as const, problems: [] }
  const unknownDisk = { model: null, vendor: null, size_bytes: null, used_for: null, health: null, health_reason: null }
  const unread = { wear_used_percent: null, temp_c: null, power_on_hours: null, standby: null }
  const module = { slot: 'A1', size_bytes: 1, type: null, speed_mts: null, manufacturer: null, part: 'PART' }
  return {
    ...details,
    license: { ...details.license, key: 'pve2c-••••…89' },
    system: { vendor: 'Acme', product: 'One', serial: 'SYSTEM-SERIAL', uuid: 'SYSTEM-UUID' },
    board: { vendor: 'Acme', name: 'B', serial: 'BOARD-SERIAL' },
    hardware: {
      ...details.hardware,
      memory_modules: [
        { ...module, serial: 'MODULE-SERIAL' },
        { ...module, serial: null },
      ],
      disks: [{ ...unknownDisk, ...unread, ...disk }],
    },
  }
}

/** A node with a subscription, and one without. */
const licensed = fleetOf([{ cluster: 'prod', nodes: { pve1: [subscribed(0)], pve2: [] } }])

describe('what only admins see', () => {
  it('is hidden from viewers, with all of the rest as it is', () =>
    withPeople(
      async ({ ask, token }) => {
        const as = async (role: 'viewer' | 'admin') => {
          const response = await ask({ url: URL, headers: bearer(await token(role)) })
          assert.equal(response.statusCode, 200, response.body)
          return response
        }
        const [viewer, admin] = [await as('viewer'), await as('admin')]
        for (const word of ['SYSTEM-SERIAL', 'SYSTEM-UUID', 'BOARD-SERIAL', 'DISK-SERIAL', 'MODULE-SERIAL', 'pve2c']) {
          assert.ok(!viewer.body.includes(word), word)
          assert.ok(admin.body.includes(word), word)
        }
        const seen = viewer.json<HostDetails>()
        assert.deepEqual(seen.system, { vendor: 'Acme', product: 'One', serial: '[hidden]', uuid: '[hidden]' })
        assert.deepEqual(
          seen.hardware?.memory_modules?.map(({ serial }) => serial),
          ['[hidden]', null],
          'what is not known is not hidden',
        )
        const unmask = (text: string) => text.replaceAll(/"(serial|uuid|key|wwn)":"[^"]*"/g, '"$1":"x"')
        assert.equal(unmask(viewer.body), unmask(admin.body))
      },
      { fakes: { fleet: { hostDetails: () => host() } } },
    ))

  it('is hidden in lists too, and cannot be sorted by', () =>
    withPeople(
      async ({ ask, token }) => {
        const as = async (role: 'viewer' | 'admin', query = '') =>
          ask({ url: `/api/dashboard/licenses${query}`, headers: bearer(await token(role)) })
        const keys = (response: Awaited<ReturnType<typeof as>>) =>
          response.json<{ items: { key: string | null }[] }>().items.map(({ key }) => key)
        for (const repeated of [1, 2]) {
          assert.deepEqual(keys(await as('viewer')), ['[hidden]', null], String(repeated))
          assert.deepEqual(keys(await as('admin')), ['pve2c-••••…89', null], String(repeated))
        }
        for (const role of ['viewer', 'admin'] as const) problemIn(await as(role, '?sort=key'), 400, 'bad-parameter')
      },
      { fakes: { fleet: licensed } },
    ))

  it('covers every serial number, UUID and key that a reply to viewers can hold', async () => {
    const { app } = await apiWith()
    const { paths, components } = (await app.inject('/api/openapi.json')).json<Described>()
    const identifying = Object.entries(paths).flatMap(([path, { get }]) =>
      get?.['x-access'] === 'viewer'
        ? fieldsIn(get.responses[200], '', components.schemas).map((field) => `${path} ${field}`)
        : [],
    )
    assert.deepEqual(identifying.sort(), [
      '/api/dashboard/licenses items.*.key',
      '/api/nodes/{node_id}/host-details board.serial',
      '/api/nodes/{node_id}/host-details hardware.disks.*.serial',
      '/api/nodes/{node_id}/host-details hardware.disks.*.wwn',
      '/api/nodes/{node_id}/host-details hardware.memory_modules.*.serial',
      '/api/nodes/{node_id}/host-details license.key',
      '/api/nodes/{node_id}/host-details system.serial',
      '/api/nodes/{node_id}/host-details system.uuid',
    ])
  })
})

interface Described {
  readonly components: { readonly schemas: Schemas }
  readonly paths: Record<string, { get?: { 'x-access': string; responses: Record<number, unknown> } }>
}

type Schemas = Readonly<Record<string, unknown>>

const isIdentifying = (path: string): boolean =>
  /(?:^|\.)(?:serial|uuid|wwn|secret|password)$/.test(path) || path === 'license.key' || path === 'items.*.key'

/** The paths below a schema that name what identifies a thing. */
function fieldsIn(schema: unknown, path: string, named: Schemas): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { properties = {}, items, anyOf = [], content = {}, schema: inner, $ref = '' } = schema as Record<string, never>
  const fields = (part: unknown, at: string): string[] => fieldsIn(part, at, named)
  const below = (step: string): string => (path === '' ? step : `${path}.${step}`)
  return [
    ...Object.entries(properties).flatMap(([name, field]) => [
      ...(isIdentifying(below(name)) ? [below(name)] : []),
      ...fields(field, below(name)),
    ]),
    ...fields(items, below('*')),
    ...(anyOf as unknown[]).flatMap((one) => fields(one, path)),
    ...Object.values(content).flatMap((one) => fields(one, path)),
    ...fields(inner, path),
    ...fields(named[$ref.replace('#/components/schemas/', '')], path),
  ]
}
