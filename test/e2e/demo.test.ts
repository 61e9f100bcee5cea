import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, test } from 'node:test'
import type { NodeItem } from '../../src/fleet/shapes.ts'
import { panoramica, started, stop } from '../tools/panoramica.ts'
import type { Running } from '../tools/panoramica.ts'

const OPEN = /^Open: (http:\/\/127\.0\.0\.1:\d+)\/\S+\n^API token: \S+$/m
const LINK = /^Open: (\S+)$/m
const TOKEN = /^API token: (\S+)$/m

let running: Running | null = null
afterEach(async () => {
  if (running) await stop(running)
  running = null
})

const demo = (...args: string[]) => started(['demo', '--port', '0', ...args], OPEN)

const said = (running: Running, what: RegExp): string => what.exec(running.said())?.[1] ?? assert.fail(running.said())

async function nodesOf(running: Running): Promise<NodeItem[]> {
  const headers = { authorization: `Bearer ${said(running, TOKEN)}` }
  const response = await fetch(`${running.address}/api/nodes`, { headers })
  return ((await response.json()) as { items: NodeItem[] }).items
}

/** The nodes once every one of them, other members of clusters too, was read. */
async function allRead(demoed: Running): Promise<NodeItem[]> {
  for (;;) {
    const nodes = await nodesOf(demoed)
    if (nodes.every(({ proxmox_version }) => proxmox_version !== null)) return nodes
  }
}

const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('panoramica-demo-'))

test('the demo shows a simulated fleet within ten seconds, and leaves nothing behind', async () => {
  const before = left()
  const startedAt = performance.now()
  running = await demo('--clusters', '2', '--nodes', '3', '--standalone', '1', '--guests', '9', '--seed', '11')
  assert.ok(performance.now() - startedAt < 10_000)
  const nodes = await allRead(running)
  assert.equal(nodes.length, 7)
  for (const { status, problems } of nodes) {
    assert.equal(status, 'online')
    assert.deepEqual(
      problems.filter((problem) => problem.status === 'failed'),
      [],
    )
  }
  await stop(running)
  running = null
  assert.deepEqual(left(), before)
})

test('the demo is signed in: its address leads to the first page with a session, once, and its token to the API', async () => {
  running = await demo('--clusters', '0', '--standalone', '1')
  const link = said(running, LINK)
  const opened = await fetch(link, { redirect: 'manual' })
  assert.deepEqual([opened.status, opened.headers.get('location')], [302, '/'])
  const [cookie = ''] = opened.headers.getSetCookie()
  const session = await fetch(`${running.address}/api/session`, { headers: { cookie: cookie.split(';')[0] ?? '' } })
  assert.equal(((await session.json()) as { role: string }).role, 'admin')
  const again = await fetch(link, { redirect: 'manual' })
  assert.deepEqual([again.headers.get('location'), again.headers.getSetCookie()], ['/sign-in?error=link', []])
  assert.equal((await fetch(`${running.address}/api/nodes`)).status, 401)
  assert.equal((await nodesOf(running)).length, 1)
})

test('one seed is one fleet', async () => {
  const fleetOf = async (seed: string): Promise<unknown[]> => {
    running = await demo('--clusters', '1', '--nodes', '2', '--standalone', '1', '--seed', seed)
    const nodes = await allRead(running)
    await stop(running)
    running = null
    return nodes.map(({ name, cluster, proxmox_version, cpu }) => [name, cluster, proxmox_version, cpu.model])
  }
  const first = await fleetOf('5')
  assert.deepEqual(await fleetOf('5'), first)
  assert.notDeepEqual(await fleetOf('6'), first)
})

test('a wrong option is named', async () => {
  const { code, stderr } = await panoramica(['demo', '--nodes', 'many'])
  assert.equal(code, 2)
  assert.match(stderr, /--nodes takes a whole number from 0 to 32, not many/)
})
