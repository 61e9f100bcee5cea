import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { startSimulator } from '../../simulator/start.ts'
import type { SimulatedNode, Simulator } from '../../simulator/start.ts'
import type { VmFullDetails } from '../../src/fleet/guest-shapes.ts'
import type { HostDetails, NodeItem } from '../../src/fleet/shapes.ts'
import type { Section } from '../../src/fleet/sections.ts'
import { sha256In } from '../../src/model/fingerprint.ts'
import { adminOf, panoramica, started, stop } from '../tools/panoramica.ts'
import type { Running } from '../tools/panoramica.ts'
import { freePort } from '../tools/sshd.ts'
import { temporaryFolder } from '../tools/temporary.ts'

const WAITS = { unauthorizedSeconds: 0, unreachableSeconds: 0, unansweredSeconds: 0 }

/** Two members of a cluster, each at an address of its own. */
const cluster = async (version: '8.4' | '9.2' = '8.4'): Promise<Simulator> =>
  startSimulator({
    fleet: { clusters: 1, nodesPerCluster: 2, standalone: 0, guestsPerNode: 6, versions: { [version]: 1 } },
    port: await freePort(),
    httpsPort: await freePort(),
    waits: WAITS,
  })

const nodeAt = (simulator: Simulator, index: number): SimulatedNode =>
  simulator.nodes()[index] ?? assert.fail('no such node')

const apiOf = (node: SimulatedNode, { id, secret }: Simulator['token'], fingerprint: string | null) => ({
  port: node.httpsPort,
  token_id: id,
  token_secret: secret,
  ...(fingerprint !== null && { fingerprint_sha256: fingerprint }),
})

describe('remotes over the HTTPS API', () => {
  let simulator: Simulator
  let server: Running
  let admin: Record<string, string>

  let folder: ReturnType<typeof temporaryFolder>

  beforeEach(async () => {
    simulator = await cluster()
    folder = temporaryFolder()
    admin = await adminOf(folder.path)
    server = await started(['serve', '--port', '0', '--data-dir', folder.path], /listens on (http:\S+)/)
  })
  afterEach(async () => {
    await stop(server)
    await simulator.close()
    folder[Symbol.dispose]()
  })

  const ask = async (method: string, path: string, body?: unknown) => {
    const headers = { ...admin, ...(body !== undefined && { 'content-type': 'application/json' }) }
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const response = await fetch(`${server.address}${path}`, init)
    const text = await response.text()
    return { status: response.status, body: JSON.parse(text || '{}') as Record<string, unknown> }
  }
  const problem = async (method: string, path: string, body?: unknown): Promise<unknown[]> => {
    const { status, body: said } = await ask(method, path, body)
    return [status, said['code']]
  }
  const nodes = async () => (await ask('GET', '/api/nodes')).body['items'] as NodeItem[]
  const host = async (id: number, query = '?max_age=0') =>
    (await ask('GET', `/api/nodes/${String(id)}/host-details${query}`)).body as unknown as HostDetails
  const first = () => nodeAt(simulator, 0)
  const { token, tokens } = { token: () => simulator.token, tokens: () => simulator.tokens }
  const body = (over: object = {}) => ({
    address: first().address,
    api: apiOf(first(), token(), first().certificateFingerprint),
    ...over,
  })
  const sshBody = (node: SimulatedNode, fingerprint: string | null = node.fingerprint) => ({
    port: node.port,
    private_key: simulator.privateKey,
    ...(fingerprint !== null && { host_key_sha256: fingerprint }),
  })
  /** What is not there, and has nothing to say for it. */
  const unexplained = (sections: Record<string, Section>): string[] =>
    Object.entries(sections).flatMap(([name, { status, reason }]) => (status !== 'ok' && !reason ? [name] : []))

  test('a cluster is added by its certificate, as PVE writes it, and all of it is read without SSH', async () => {
    const shown = await ask('POST', '/api/remotes', {
      address: first().address,
      api: apiOf(first(), token(), null),
    })
    assert.equal(shown.status, 409)
    const hex = first().certificateFingerprint
    assert.deepEqual(shown.body['fingerprints'], [{ type: 'tls', sha256: sha256In(hex), hex }])

    const added = await ask('POST', '/api/remotes', body())
    assert.equal(added.status, 201)
    const { pins, api, ssh } = added.body['remote'] as {
      pins: { host: string; kind: string }[]
      api: object
      ssh: null
    }
    assert.deepEqual([api, ssh], [{ port: first().httpsPort, token_id: token().id }, null])
    assert.deepEqual(
      pins.map(({ kind, host: at }) => [kind, at]),
      simulator.nodes().map(({ address }) => ['tls', address]),
    )
    assert.equal(JSON.stringify(added.body).includes(token().secret), false)

    for (const { node_id: id, name } of await nodes()) {
      const details = await host(id)
      assert.equal(details.hostname, name)
      assert.equal(details.status, 'online')
      assert.ok(details.cpu.threads !== null && details.memory.total_bytes !== null && details.storage)
      assert.equal(details.sections['cpu']?.via, 'https')
      assert.deepEqual(unexplained(details.sections), [])
      const { status, reason, hint } = details.sections['temperature'] ?? assert.fail('no temperature')
      assert.deepEqual([status, reason], ['absent', 'needs SSH access'])
      assert.match(hint ?? '', /SSH access/)
    }
    assert.deepEqual(simulator.violations(), [])
  })

  test('guests are read, and what is missing of them says which privilege it takes', async () => {
    assert.equal((await ask('POST', '/api/remotes', body())).status, 201)
    const [node] = await nodes()
    const path = `/api/nodes/${String(node?.node_id)}/vms`
    const guests = (await ask('GET', path)).body['items'] as { vmid: number; type: string; status: string }[]
    assert.equal(guests.length, 6)
    const agents: unknown[] = []
    for (const { vmid, type, status } of guests) {
      const { body: said } = await ask('GET', `${path}/${String(vmid)}/full-details?max_age=0`)
      const details = said as unknown as VmFullDetails
      assert.deepEqual([details.vmid, details.type, details.status], [vmid, type, status])
      assert.ok(Object.keys(details.config.raw ?? {}).length > 3)
      assert.deepEqual(unexplained(details.sections), [])
      if (type === 'qemu') agents.push(details.sections['agent']?.kind)
    }
    assert.ok(agents.length > 0 && agents.every((kind) => kind === 'forbidden'), String(agents))
  })

  test('a token that is refused, or may read nothing, is told so and nothing is kept', async () => {
    const wrong = { id: token().id, secret: 'wrong' }
    const withToken = (one: Simulator['token']) => body({ api: apiOf(first(), one, first().certificateFingerprint) })
    assert.deepEqual(await problem('POST', '/api/remotes', withToken(wrong)), [422, 'auth'])
    assert.deepEqual(await problem('POST', '/api/remotes', withToken(tokens().nobody)), [422, 'forbidden'])
    const { body: said } = await ask('POST', '/api/remotes', withToken(tokens().nobody))
    assert.match(String(said['hint']), /PVEAuditor/)
    assert.deepEqual(await nodes(), [])
  })

  test('the same cluster through another member, or over SSH, is known', async () => {
    const other = nodeAt(simulator, 1)
    assert.equal((await ask('POST', '/api/remotes', body())).status, 201)
    const through = { address: other.address, api: apiOf(other, token(), other.certificateFingerprint) }
    assert.deepEqual(await problem('POST', '/api/remotes', through), [409, 'already-known'])
    const overSsh = { address: other.address, ssh: sshBody(other) }
    assert.deepEqual(await problem('POST', '/api/remotes', overSsh), [409, 'already-known'])
  })

  test('with SSH as well, its key and the certificate are confirmed at once, and the host is read too', async () => {
    const both = { address: first().address, api: apiOf(first(), token(), null), ssh: sshBody(first(), null) }
    const shown = await ask('POST', '/api/remotes', both)
    assert.deepEqual(
      (shown.body['fingerprints'] as { sha256: string }[]).map(({ sha256 }) => sha256).toSorted(),
      [first().fingerprint, sha256In(first().certificateFingerprint)].toSorted(),
    )
    const added = await ask('POST', '/api/remotes', body({ ssh: sshBody(first()) }))
    assert.equal(added.status, 201)
    const [node] = await nodes()
    const { sections } = await host(node?.node_id ?? 0)
    assert.deepEqual([sections['cpu']?.via, sections['network']?.via], ['https', 'ssh-plain'])
    assert.deepEqual([sections['updates']?.status, sections['updates']?.via], ['ok', 'ssh-plain'])
    assert.deepEqual(await problem('POST', '/api/remotes/1/test'), [200, undefined])
  })

  test('SSH is added to a remote and taken away again; one way has to remain', async () => {
    await ask('POST', '/api/remotes', body())
    const [node] = await nodes()
    const network = async () => (await host(node?.node_id ?? 0)).sections['network']?.status
    assert.equal(await network(), 'absent')
    assert.equal((await ask('PATCH', '/api/remotes/1', { ssh: sshBody(first()) })).status, 200)
    assert.equal(await network(), 'ok')
    assert.equal((await ask('PATCH', '/api/remotes/1', { ssh: null })).status, 200)
    assert.equal(await network(), 'absent')
    assert.deepEqual(await problem('PATCH', '/api/remotes/1', { api: null }), [400, 'bad-parameter'])
  })

  test('a changed certificate stops the reads, is shown with the confirmed one, and can be confirmed', async () => {
    await ask('POST', '/api/remotes', body())
    const before = sha256In(first().certificateFingerprint)
    await simulator.fault(first().name, 'host-key-changed')
    await simulator.heal(first().name)
    const shown = await ask('POST', '/api/remotes/1/test')
    assert.deepEqual([shown.status, shown.body['code'], shown.body['expected']], [409, 'untrusted', before])
    const now = first().certificateFingerprint
    assert.deepEqual(shown.body['fingerprints'], [{ type: 'tls', sha256: sha256In(now), hex: now }])
    assert.equal((await ask('PATCH', '/api/remotes/1', { api: { fingerprint_sha256: now } })).status, 200)
    const [node] = await nodes()
    assert.equal((await host(node?.node_id ?? 0)).status, 'online')
  })

  test('when the member that was added dies, the others go on', async () => {
    await ask('POST', '/api/remotes', body())
    await simulator.fault(first().name, 'dies')
    const [dead, alive] = await nodes()
    assert.equal((await host(alive?.node_id ?? 0)).stale, false)
    const { status, stale } = await host(dead?.node_id ?? 0)
    assert.ok(stale && status !== 'online', status)
  })
})

describe('panoramica collect --api-token', () => {
  let simulator: Simulator
  before(async () => {
    simulator = await cluster()
  })
  after(() => simulator.close())

  const node = () => nodeAt(simulator, 0)
  const collect = (options: readonly string[], input = '') =>
    panoramica(['collect', node().address, '--port', String(node().httpsPort), ...options], input)
  const trusted = () => ['--fingerprint', node().certificateFingerprint]

  test('reads a node with its secret from standard input, and is complete where the token may read all', async () => {
    const { id, secret } = simulator.tokens.monitor
    const options = ['--api-token', id, '--token-secret-stdin', ...trusted(), '--json']
    const { code, stdout, stderr } = await collect(options, `${secret}\n`)
    assert.equal(code, 0, stderr)
    const {
      host,
      guests,
      cluster: of,
    } = JSON.parse(stdout) as {
      host: HostDetails
      guests: VmFullDetails[]
      cluster: { name: string }
    }
    assert.equal(host.hostname, node().name)
    assert.equal(host.sections['cpu']?.via, 'https')
    assert.equal(guests.length, 6)
    assert.equal(of.name, node().cluster)
  })

  test('is partial where the token lacks privileges, and says which', async () => {
    const { id, secret } = simulator.token
    const { code, stdout } = await collect(['--api-token', id, '--token-secret-stdin', ...trusted()], secret)
    assert.equal(code, 3)
    assert.match(stdout, /does not hold Sys\.Modify/)
  })

  test('refuses a certificate nobody confirmed, showing how to confirm it', async () => {
    const { id, secret } = simulator.token
    const { code, stderr } = await collect(['--api-token', id, '--token-secret-stdin'], secret)
    assert.equal(code, 1)
    assert.ok(stderr.includes(`run again with --fingerprint ${sha256In(node().certificateFingerprint) ?? ''}`))
    assert.equal(stderr.includes(secret), false)
  })

  test('says what is wrong with its options, and never takes a secret from them', async () => {
    const { id, secret } = simulator.token
    for (const [options, said] of [
      [['--api-token', id], /no secret of the token/],
      [['--api-token', `${id}=${secret}`, '--token-secret-stdin'], /never its secret/],
      [['--token-secret-stdin'], /--token-secret-stdin needs --api-token/],
      [['--api-token', id, '--token-secret-stdin', '--password-stdin'], /cannot both read standard input/],
      [['--api-token', id, '--token-secret-stdin', '--fingerprint', 'AA:BB'], /--fingerprint takes/],
    ] as const) {
      const { code, stderr } = await collect(options, 'x')
      assert.equal(code, 2, stderr)
      assert.match(stderr, said)
    }
  })
})
