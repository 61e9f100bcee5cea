import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { connect as tlsConnect } from 'node:tls'
import { gunzipSync } from 'node:zlib'
import { first, fleetFor, fleetOf } from '../testing/fleet.ts'
import { askOver, guestPath, jsonOf, rowsOf } from '../testing/https.ts'
import type { HttpsReply } from '../testing/https.ts'

describe('what goes wrong at a simulated node, over HTTPS', () => {
  const fleet = fleetFor(fleetOf('8.4'))
  const ask = (path: string, asking = {}): Promise<HttpsReply> => askOver(fleet(), first(fleet()), path, asking)
  /** For what would never come. */
  const soon = (): { signal: AbortSignal } => ({ signal: AbortSignal.timeout(200) })

  async function strike(t: TestContext, fault: string): Promise<void> {
    const { name } = first(fleet())
    await fleet().fault(name, fault)
    t.after(() => fleet().heal(name))
  }

  test('a node that died refuses connections, and comes back where it was', async () => {
    const { name } = first(fleet())
    await fleet().fault(name, 'dies')
    await assert.rejects(ask('/version'), { code: 'ECONNREFUSED' })
    await fleet().heal(name)
    assert.equal((await ask('/version')).status, 200)
  })

  test('a connection breaks in the middle of a reply', async (t) => {
    await strike(t, 'resets')
    await assert.rejects(ask('/cluster/resources'), { code: 'ECONNRESET' })
  })

  test('a reply stops in the middle', async (t) => {
    await strike(t, 'hangs')
    await assert.rejects(ask('/cluster/resources', soon()), { message: 'aborted' })
  })

  test('a reply that drips is whole', async (t) => {
    const { body } = await ask('/cluster/resources')
    await strike(t, 'drips')
    assert.deepEqual((await ask('/cluster/resources')).body, body)
  })

  test('a token that was revoked is none, and open connections are cut', async (t) => {
    await strike(t, 'auth-revoked')
    const { status, reason } = await ask('/version')
    assert.deepEqual([status, reason], [401, "no such token 'auditor' for user 'panoramica@pve'"])
  })

  test('a node that was installed again shows another certificate from then on, and says so itself', async () => {
    const { name, certificateFingerprint } = first(fleet())
    await fleet().fault(name, 'host-key-changed')
    await fleet().heal(name)
    const changed = fleet().node(name).certificateFingerprint
    const reply = await ask(`/nodes/${name}/certificates/info`)
    assert.notEqual(changed, certificateFingerprint)
    assert.equal(reply.certificateFingerprint, changed)
    assert.equal(rowsOf(reply).at(-1)?.['fingerprint'], changed)
  })

  test('garbage, half a reply and other types come with 200', async (t) => {
    await strike(t, 'garbage')
    const garbage = await ask('/version')
    assert.equal(garbage.status, 200)
    assert.throws(() => jsonOf(garbage), SyntaxError)
    await fleet().heal(first(fleet()).name)
    const { body } = await ask('/version')
    await strike(t, 'truncated')
    assert.equal((await ask('/version')).body.length, Math.floor(body.length / 2))
    await fleet().heal(first(fleet()).name)
    await strike(t, 'wrong-types')
    assert.deepEqual((jsonOf(await ask('/version')).data as Record<string, unknown>)['release'], ['8.4', 'and more'])
  })

  test('a reply has 100 MiB too much, and is small as long as it is compressed', async (t) => {
    await strike(t, 'huge')
    const { body } = await ask('/version', { headers: { 'accept-encoding': 'gzip' } })
    assert.ok(body.length < 2 ** 20)
    assert.ok(gunzipSync(body).length > 100 * 2 ** 20)
  })

  test('what pvedaemon does not answer is a 596 of pveproxy, and the rest goes on', async (t) => {
    const { name } = first(fleet())
    await strike(t, 'nfs-hangs')
    const { status, reason, body } = await ask(`/nodes/${name}/storage`)
    assert.deepEqual([status, reason, body.length], [596, 'Connection timed out', 0])
    assert.equal((await ask('/storage')).status, 200)
    await strike(t, 'agent-hangs')
    const guest = await guestPath(fleet(), (row) => row['type'] === 'qemu')
    assert.equal((await ask(`${guest}/agent/info`, { token: fleet().tokens.monitor })).status, 596)
  })

  test('a hung cluster file system is silence, and a 596 through another member', async (t) => {
    const [ill, well] = fleet().nodes()
    assert.ok(ill && well)
    await strike(t, 'pmxcfs-hung')
    await assert.rejects(ask('/version', soon()), { name: 'AbortError' })
    assert.equal((await askOver(fleet(), well, `/nodes/${ill.name}/status`)).status, 596)
    assert.equal((await askOver(fleet(), well, '/version')).status, 200)
  })

  test('what is no TLS is hung up on, and the next one is served', async () => {
    const { address, httpsPort } = first(fleet())
    const socket = connect(httpsPort, address)
    socket.on('error', () => undefined)
    socket.write('GET /api2/json/version HTTP/1.1\r\n\r\n')
    await once(socket.resume(), 'close')
    const nonsense = tlsConnect({ host: address, port: httpsPort, rejectUnauthorized: false })
    nonsense.write('\0\n\r\n\r\n')
    assert.match(await text(nonsense), /^HTTP\/1\.1 400 bad request\r\n/)
    assert.equal((await ask('/version')).status, 200)
    assert.deepEqual(fleet().violations(), [])
  })

  test('pvesh that hangs is nothing to pveproxy', async (t) => {
    await strike(t, 'pvesh-hangs')
    assert.equal((await ask('/version')).status, 200)
  })
})
