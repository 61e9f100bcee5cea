import assert from 'node:assert/strict'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import openapiTypes, { astToString } from 'openapi-typescript'
import { runProgram } from '../tools/runner/program.ts'
import { clientOf } from '../tools/api-client.ts'
import { started, stop } from '../tools/panoramica.ts'
import type { Running } from '../tools/panoramica.ts'
import { temporaryFolder } from '../tools/temporary.ts'

const ROOT = join(import.meta.dirname, '../..')
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc')

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: false,
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'dom'],
    types: [],
    allowImportingTsExtensions: true,
  },
  include: ['*.ts'],
}

/** What somebody writes who has the types: values of their own types, and mistakes that do not compile. */
const PROGRAM = `
import { clientOf } from './api-client.ts'
import type { components, paths } from './api.d.ts'

type HostDetails = components['schemas']['HostDetails']

export async function read(address: string, token: string) {
  const get = clientOf<paths>(address, token)
  const nodes = await get('/api/nodes')
  const first = nodes.items[0]
  if (!first) return null
  const nodeId: number = first.node_id
  const host: HostDetails = await get('/api/nodes/{node_id}/host-details', {
    path: { node_id: nodeId },
    query: { include_hardware: 'false' },
  })
  const guests = await get('/api/nodes/{node_id}/vms', { path: { node_id: nodeId } })
  const guest = guests.items[0]
  if (!guest) return null
  const details = await get('/api/nodes/{node_id}/vms/{vmid}/full-details', { path: { node_id: nodeId, vmid: guest.vmid } })
  const overview = await get('/api/dashboard/overview')
  const page = await get('/api/dashboard/vms', { query: { q: 'type:qemu', limit: 2, order: 'desc' } })
  const threads: number | null = host.cpu.threads
  const missing = await get('/api/nodes/{node_id}', { path: { node_id: 999 } }).catch((error: Error) => error.message)
  return { nodes, host, guests, details, overview, page, threads, missing }
}

export async function mistaken(address: string, token: string) {
  const get = clientOf<paths>(address, token)
  // @ts-expect-error there is no such path
  await get('/api/nodez')
  // @ts-expect-error the number of the node is missing
  await get('/api/nodes/{node_id}/host-details')
  // @ts-expect-error there is no such order
  await get('/api/dashboard/vms', { query: { order: 'up' } })
  const host = await get('/api/nodes/{node_id}/host-details', { path: { node_id: 1 } })
  // @ts-expect-error what may be unknown is no number
  const threads: number = host.cpu.threads
  // @ts-expect-error there is no such field
  return [threads, host.temprature]
}
`

interface Program {
  read(
    this: void,
    address: string,
    token: string,
  ): Promise<{
    readonly nodes: { readonly total: number }
    readonly host: { readonly hostname: string; readonly hardware?: unknown }
    readonly guests: { readonly total: number }
    readonly details: { readonly vmid: number; readonly disks: readonly unknown[] | null }
    readonly overview: {
      readonly nodes: { readonly total: number }
      readonly guests: { readonly total: number | null }
    }
    readonly page: { readonly items: readonly { readonly type: string }[] }
    readonly threads: number | null
    readonly missing: string
  } | null>
}

describe('a client with types made from openapi.json', () => {
  const folder = temporaryFolder()
  let demo: Running
  before(async () => {
    const types = astToString(await openapiTypes(pathToFileURL(join(ROOT, 'openapi.json'))))
    writeFileSync(join(folder.path, 'api.d.ts'), types)
    // A file beside, so that it compiles as it would anywhere.
    copyFileSync(join(ROOT, 'test/tools/api-client.ts'), join(folder.path, 'api-client.ts'))
    writeFileSync(join(folder.path, 'program.ts'), PROGRAM)
    writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify(TSCONFIG))
    writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}')
    const args = ['demo', '--port', '0', '--clusters', '1', '--nodes', '2', '--standalone', '0', '--guests', '6']
    demo = await started(args, /^Open: (http:\/\/127\.0\.0\.1:\d+)\/\S+\n^API token: \S+$/m)
  })
  after(async () => {
    await stop(demo)
    folder[Symbol.dispose]()
  })

  test('compiles under strict rules, which its mistakes do not', async () => {
    const { code, output } = await runProgram(process.execPath, [TSC, '-p', folder.path])
    assert.deepEqual([code, output], [0, ''])
  })

  test('reads the fleet', async () => {
    const token = /^API token: (\S+)$/m.exec(demo.said())?.[1] ?? ''
    const { read } = (await import(pathToFileURL(join(folder.path, 'program.ts')).href)) as Program
    let seen = await read(demo.address, token)
    while (seen?.overview.guests.total !== 6) seen = await read(demo.address, token)
    const { nodes, host, guests, details, overview, page, threads, missing } = seen
    assert.equal(nodes.total, 2)
    assert.equal(overview.nodes.total, 2)
    assert.match(host.hostname, /\w/)
    assert.equal(host.hardware, undefined)
    assert.ok((threads ?? 0) > 0)
    assert.equal(guests.total, 3)
    assert.ok(details.vmid >= 100)
    assert.ok((details.disks?.length ?? 0) > 0)
    assert.deepEqual([...new Set(page.items.map(({ type }) => type))], ['qemu'])
    assert.equal(missing, 'There is no node 999.')
  })

  test('is told in words what is refused', async () => {
    type Paths = Record<'/api/nodes', { get: { parameters: object; responses: { 200: { content: unknown } } } }>
    await assert.rejects(clientOf<Paths>(demo.address, 'nonsense')('/api/nodes'), /^Error: The API token is not valid/)
  })
})
