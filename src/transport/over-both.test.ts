import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { FailureError } from '../model/failure.ts'
import type { FailureKind } from '../model/failure.ts'
import type { Identity } from './identify.ts'
import { overBoth } from './over-both.ts'
import type { Transport } from './transport.ts'

const text = z.string()
const no = (kind: FailureKind): FailureError => new FailureError(kind, `no: ${kind}`)

/** One way to a node. `fails`: nothing works; `refuses`: nothing can be read. */
interface Way extends Transport {
  asked: number
  closed: boolean
  fails: FailureError | null
  refuses: FailureError | null
  identity: Identity
}

const PVE1: Identity = { node: 'pve1', product: 'pve', reason: null, guests: [{ vmid: 100, type: 'qemu' }] }

function way(name: string, shell: boolean): Way {
  const reads = async (what: string): Promise<string> => {
    const failure = one.fails ?? one.refuses
    if (failure) throw failure
    return `${name} ${what}`
  }
  const one: Way = {
    asked: 0,
    closed: false,
    fails: null,
    refuses: null,
    identity: PVE1,
    async identify() {
      one.asked++
      if (one.fails) throw one.fails
      return one.identity
    },
    portsOf: (node) => () => ({
      pve: { get: async (path, schema) => schema.parse(await reads(`${node} ${path}`)) },
      shell: shell
        ? { run: async () => ({ exit: 0, stdout: await reads('run'), stderr: '' }), read: (file) => reads(file) }
        : null,
    }),
    guestsAtOnce: shell ? null : 5,
    memberKeys: async () => [() => ({ type: name, sha256: 'SHA256:x' })],
    missing: () => [],
    resume: () => undefined,
    close: () => {
      one.closed = true
    },
  }
  return one
}

function both() {
  const [api, ssh] = [way('https', false), way('ssh', true)]
  const transport = overBoth(api, ssh)
  const ports = () => {
    const { pve, shell } = transport.portsOf('pve1')({ via: null, durationMs: 0 })
    return { pve: pve ?? assert.fail('no pve'), shell: shell ?? assert.fail('no shell') }
  }
  return {
    api,
    ssh,
    transport,
    ports,
    get: () => ports().pve.get('/version', text),
    read: () => ports().shell.read('/proc/uptime'),
  }
}

test('PVE is read over HTTPS, the host over SSH', async () => {
  const { transport, get, read } = both()
  assert.deepEqual(await transport.identify(), PVE1)
  assert.deepEqual([await get(), await read()], ['https pve1 /version', 'ssh /proc/uptime'])
  assert.deepEqual([transport.guestsAtOnce, transport.missing()], [5, []])
  assert.deepEqual(
    (await transport.memberKeys()).map((keyOf) => keyOf('pve2', '192.0.2.2')?.type),
    ['https', 'ssh'],
  )
})

test('guests are those of the file system, which hides none from a token', async () => {
  const { api, ssh, transport } = both()
  api.identity = { ...PVE1, guests: [] }
  assert.deepEqual((await transport.identify()).guests, PVE1.guests)
  ssh.identity = { ...PVE1, guests: null }
  assert.deepEqual((await transport.identify()).guests, [])
})

for (const kind of ['forbidden', 'unreachable', 'auth', 'untrusted'] as const) {
  test(`what is ${kind} over HTTPS is read over SSH`, async () => {
    const { api, transport, get } = both()
    await transport.identify()
    api.refuses = no(kind)
    assert.equal(await get(), 'ssh pve1 /version')
  })
}

for (const kind of ['timeout', 'command-failed', 'bad-reply'] as const) {
  test(`${kind} is an answer of PVE, and not asked for again over SSH`, async () => {
    const { api, transport, get } = both()
    await transport.identify()
    api.refuses = no(kind)
    await assert.rejects(get, no(kind))
  })
}

test('without HTTPS all goes over SSH', async () => {
  const { api, transport, get, read } = both()
  api.fails = no('unreachable')
  assert.deepEqual(await transport.identify(), PVE1)
  assert.deepEqual([await get(), await read()], ['ssh pve1 /version', 'ssh /proc/uptime'])
  assert.deepEqual([transport.guestsAtOnce, transport.missing()], [null, [no('unreachable')]])
})

test('without SSH each who needs it is told why, and PVE is read', async () => {
  const { ssh, transport, get, read } = both()
  ssh.fails = no('unreachable')
  assert.deepEqual(await transport.identify(), PVE1)
  assert.equal(await get(), 'https pve1 /version')
  await assert.rejects(read, no('unreachable'))
})

test('trap 22: a way that was refused is not tried again before the operator acts', async () => {
  const { api, ssh, transport } = both()
  api.fails = no('auth')
  for (let looks = 0; looks < 3; looks++) await transport.identify()
  assert.deepEqual([api.asked, ssh.asked], [1, 3])
  api.fails = null
  transport.resume()
  await transport.identify()
  assert.deepEqual([api.asked, transport.missing()], [2, []])
})

test('a token that is refused in the middle of a look is not sent again', async () => {
  const { api, transport, get } = both()
  await transport.identify()
  api.refuses = no('auth')
  await get()
  await transport.identify()
  assert.equal(api.asked, 1)
})

test('where both ways fail, hope decides: only two refusals end all tries', async () => {
  const { api, ssh, transport } = both()
  api.fails = no('auth')
  ssh.fails = no('unreachable')
  await assert.rejects(transport.identify(), no('unreachable'))
  ssh.fails = no('untrusted')
  await assert.rejects(transport.identify(), no('auth'))
  assert.deepEqual(transport.missing(), [no('auth'), no('untrusted')])
})

test('trap 16: where SSH leads to another node than HTTPS, nothing of that one is read', async () => {
  const { ssh, transport, read } = both()
  ssh.identity = { ...PVE1, node: 'pve2', guests: [{ vmid: 200, type: 'lxc' }] }
  assert.deepEqual(await transport.identify(), PVE1)
  await assert.rejects(read, /over SSH pve2 answers, over HTTPS pve1/)
})

test('what is no PVE node is missing, as long as the other way leads to one', async () => {
  const { api, ssh, transport, get } = both()
  api.identity = { node: '', product: null, reason: 'a web server', guests: null }
  assert.deepEqual(await transport.identify(), PVE1)
  assert.equal(await get(), 'ssh pve1 /version')
  ssh.identity = api.identity
  await assert.rejects(transport.identify(), /a web server/)
})

test('both ways are closed together', () => {
  const { api, ssh, transport } = both()
  transport.close()
  assert.deepEqual([api.closed, ssh.closed], [true, true])
})
