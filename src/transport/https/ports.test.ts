import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { semaphore } from '../../lib/semaphore.ts'
import { Absent, FailureError } from '../../model/failure.ts'
import type { FailureKind } from '../../model/failure.ts'
import type { PveApi } from '../ports.ts'
import type { Trace } from '../request.ts'
import type { HttpsApi } from './api.ts'
import { NoConnection } from './failures.ts'
import { portsOver } from './ports.ts'
import type { HttpsPorts } from './ports.ts'
import type { Privileges } from './privileges.ts'

const anything = z.unknown()
const uptime = z.object({ uptime: z.number() })

const nextTick = () => new Promise((resolve) => setImmediate(resolve))

/** A node that answers each path with a text, or as `answers` says. */
function apiWith(answers: Readonly<Record<string, unknown>> = {}) {
  const asked: string[] = []
  let [running, most] = [0, 0]
  const api: HttpsApi = {
    async get({ path, args }) {
      asked.push([path, ...Object.keys(args)].join(' '))
      most = Math.max(most, ++running)
      await nextTick()
      running--
      const answer = path in answers ? answers[path] : `reply to ${path}`
      if (answer instanceof Error) throw answer
      return { data: answer, milliseconds: 7 }
    },
    close: () => undefined,
  }
  return { api, asked, most: () => most }
}

function portsTo(api: HttpsApi, over: Partial<HttpsPorts> & { held?: Privileges } = {}): { pve: PveApi; trace: Trace } {
  const trace: Trace = { via: null, durationMs: 0 }
  const { held = null, ...rest } = over
  const given = { api, turns: semaphore(5), privileges: () => Promise.resolve(held), known: new Map(), ...rest }
  const { pve, shell } = portsOver(given, 'pve1')(trace)
  assert.equal(shell, null)
  assert.ok(pve)
  return { pve, trace }
}

const guests = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `/nodes/pve1/qemu/${String(100 + index)}/pending`)

const readAll = (pve: PveApi, paths: readonly string[]) =>
  Promise.allSettled(paths.map((path) => pve.get(path, anything)))

const kinds = (settled: readonly PromiseSettledResult<unknown>[]): string[] =>
  settled.map((one) => {
    if (one.status === 'fulfilled') return 'ok'
    const reason: unknown = one.reason
    return reason instanceof FailureError ? reason.failure.kind : String(reason)
  })

test('one path is one request, whoever asks for it in one tick; arguments make it another', async () => {
  const { api, asked } = apiWith({ '/nodes/pve1/status': { uptime: 5 } })
  const { pve, trace } = portsTo(api)
  const [seconds, whole] = await Promise.all([
    pve.get('/nodes/pve1/status', uptime),
    pve.get('/nodes/pve1/status', anything),
    pve.get('/nodes/pve1/qemu', anything),
    pve.get('/nodes/pve1/qemu', anything, { full: 1 }),
  ])
  assert.deepEqual([seconds, whole], [{ uptime: 5 }, { uptime: 5 }])
  assert.deepEqual(asked, ['/nodes/pve1/status', '/nodes/pve1/qemu', '/nodes/pve1/qemu full'])
  assert.deepEqual(trace, { via: 'https', durationMs: 28 })
  await pve.get('/nodes/pve1/status', uptime)
  assert.equal(asked.length, 4)
})

test('what was asked to find out who answers is not asked again in the first tick', async () => {
  const { api, asked } = apiWith()
  const told = Promise.resolve({ data: [], milliseconds: 1 })
  const { pve } = portsTo(api, { known: new Map([['/cluster/status{}', told]]) })
  assert.deepEqual(await pve.get('/cluster/status', anything), [])
  assert.deepEqual(asked, [])
  await nextTick()
  await pve.get('/cluster/status', anything)
  assert.deepEqual(asked, ['/cluster/status'])
})

test('no more requests than five at once', async () => {
  const { api, asked, most } = apiWith()
  await readAll(portsTo(api).pve, guests(40))
  assert.deepEqual([asked.length, most()], [40, 5])
})

test('what is not in the closed list is never asked, nor what another node would have to answer', async () => {
  const { api, asked } = apiWith()
  const { pve } = portsTo(api)
  const outside = [
    '/access/users',
    '/nodes/pve1/execute',
    '/nodes/pve2/status',
    '/nodes/pve1/../../x',
    '/nodes/pve1/qemu/1/config',
  ]
  assert.deepEqual(kinds(await readAll(pve, outside)), Array(5).fill('bug'))
  await assert.rejects(pve.get('/nodes/pve1/qemu', anything, { full: 2 }), /not in the list/)
  assert.deepEqual(asked, [])
})

test('what the token may not read is refused in the same tick, without a request', async () => {
  const { api, asked } = apiWith()
  const { pve } = portsTo(api, { held: new Set(['Sys.Audit']) })
  assert.deepEqual(kinds(await readAll(pve, [...guests(2), '/nodes/pve1/time'])), ['forbidden', 'forbidden', 'ok'])
  assert.deepEqual(asked, ['/nodes/pve1/time'])
})

test('a reply of another shape is a bad reply that names the place', async () => {
  const { api } = apiWith({ '/nodes/pve1/status': { uptime: 'long' } })
  await assert.rejects(portsTo(api).pve.get('/nodes/pve1/status', uptime), {
    message: /^the reply to \/nodes\/pve1\/status is not what PVE sends at uptime: /,
  })
})

for (const [what, error] of [
  ['nobody is there any more', new NoConnection('pve1:8006 refuses connections', null)],
  ['the token is refused', new FailureError('auth', 'the API token was refused')],
  ['the certificate is another one', new FailureError('untrusted', 'the certificate is not the one')],
] as const) {
  test(`once ${what}, nothing else is asked`, async () => {
    const { api, asked } = apiWith({ [guests(1)[0] ?? '']: error })
    const settled = await readAll(portsTo(api).pve, guests(40))
    assert.ok(asked.length <= 10)
    assert.equal(kinds(settled).filter((kind) => kind === error.failure.kind).length, 40 - asked.length + 1)
  })
}

test('refusals, absences and a connection that broke cost only themselves', async () => {
  const paths = guests(20)
  const errors: Error[] = [
    ...(['forbidden', 'command-failed', 'bad-reply', 'unreachable'] as FailureKind[]).map(
      (kind) => new FailureError(kind, 'no'),
    ),
    new Absent('not here'),
  ]
  const { api, asked } = apiWith(Object.fromEntries(errors.map((error, index) => [paths[index * 2] ?? '', error])))
  const settled = await readAll(portsTo(api).pve, paths)
  assert.equal(asked.length, 20)
  assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 15)
})

test('a node that is silent again and again is given up; one that is silent now and then is not', async () => {
  const silence = new FailureError('timeout', 'no answer within 20 s')
  const paths = guests(40)
  const dead = apiWith(Object.fromEntries(paths.map((path) => [path, silence])))
  assert.deepEqual(kinds(await readAll(portsTo(dead.api).pve, paths)), Array(40).fill('timeout'))
  assert.ok(dead.asked.length <= 10)
  const slow = apiWith(Object.fromEntries(paths.filter((_, index) => index % 2 === 0).map((path) => [path, silence])))
  await readAll(portsTo(slow.api).pve, paths)
  assert.equal(slow.asked.length, 40)
})

test('silent guests and storages do not make a silent node', async () => {
  const silence = new FailureError('timeout', 'no answer within 20 s')
  const paths = guests(40).map((path) => path.replace('pending', 'agent/info'))
  const { api, asked } = apiWith(Object.fromEntries(paths.map((path) => [path, silence])))
  await readAll(portsTo(api).pve, paths)
  assert.equal(asked.length, 40)
})
