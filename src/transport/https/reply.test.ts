import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Absent, FailureError } from '../../model/failure.ts'
import type { FailureKind } from '../../model/failure.ts'
import { NoConnection } from './failures.ts'
import { dataOf } from './reply.ts'

const said =
  (status: number, reason: string, body: unknown = null) =>
  () =>
    dataOf('/nodes/pve1/status', { status, reason, body: Buffer.from(body === null ? '' : JSON.stringify(body)) })

const failure =
  (kind: FailureKind, message: string | RegExp, hint: string | RegExp | null = null) =>
  (error: unknown) => {
    assert.ok(error instanceof FailureError)
    assert.equal(error.failure.kind, kind)
    if (message instanceof RegExp) assert.match(error.message, message)
    else assert.equal(error.message, message)
    if (hint instanceof RegExp) assert.match(error.failure.hint ?? '', hint)
    else assert.equal(error.failure.hint, hint)
    return true
  }

test('what a reply holds is its data', () => {
  assert.deepEqual(said(200, 'OK', { data: { uptime: 1 } })(), { uptime: 1 })
  assert.equal(said(200, 'OK', { data: null })(), null)
})

test('a reply that is not made of data is none of PVE', () => {
  for (const body of [null, [], 'data', 7, {}])
    assert.throws(
      said(200, 'OK', body),
      failure('bad-reply', 'the reply to /nodes/pve1/status is not what the API of PVE sends'),
    )
})

test('a refusal has its words in the status line, since 8.4 in the body too', () => {
  const words = "Configuration file 'nodes/pve1/qemu-server/999.conf' does not exist"
  assert.throws(said(500, words, { data: null }), new Absent(words))
  assert.throws(said(500, words, { data: null, message: `${words}\n` }), new Absent(words))
  assert.throws(
    said(500, 'QEMU guest agent is not running'),
    failure('command-failed', 'QEMU guest agent is not running'),
  )
  assert.throws(
    said(400, 'Parameter verification failed.', { data: null, errors: { vmid: 'type check failed' } }),
    failure('command-failed', 'Parameter verification failed. vmid: type check failed'),
  )
})

test('trap 22: a refused token is not tried again, whatever PVE says of it', () => {
  for (const words of ['invalid token value!', 'Authentication failed!', "no such token 'x' for user 'a@pve'"])
    assert.throws(
      said(401, words),
      failure('auth', `the API token was refused: ${words}`, /^Check the ID and the secret/),
    )
})

test('a missing privilege is named, with the role that brings it, or the way out where PVEAuditor does not', () => {
  const lacking = (privileges: string): string => `Permission check failed (/vms/100, ${privileges})`
  assert.throws(said(403, lacking('VM.Audit')), failure('forbidden', lacking('VM.Audit'), /PVEAuditor on \//))
  assert.throws(
    said(403, lacking('VM.Monitor')),
    failure('forbidden', lacking('VM.Monitor'), /since PVE 9.*SSH access/),
  )
  const modify = 'Permission check failed (/nodes/pve1, Sys.Modify)'
  assert.throws(said(403, modify), failure('forbidden', modify, /does not bring Sys\.Modify/))
  assert.throws(said(403, ''), failure('forbidden', '/nodes/pve1/status is forbidden', /PVEAuditor/))
})

test('a path that this PVE does not have is absent', () => {
  assert.throws(
    said(501, "Method 'GET /nodes/pve1/lxc/101/interfaces' not implemented", { data: null }),
    new Absent('this version of PVE has no such reading'),
  )
})

test('a member that cannot be reached from the one that was asked is unreachable, one that is silent timed out', () => {
  const away = 'the node cannot be reached from the one that was asked'
  for (const status of [595, 597, 599]) {
    assert.throws(said(status, 'No route to host'), failure('unreachable', `${away}: No route to host`))
    assert.throws(said(status, 'No route to host'), NoConnection)
  }
  assert.throws(said(596, 'Connection timed out'), failure('timeout', 'PVE itself had no answer in time'))
  const verify = 'tls_process_server_certificate: certificate verify failed'
  assert.throws(said(596, verify), failure('unreachable', `${away}: ${verify}`, /pvecm updatecerts/))
})

test('a proxy in front that has no node behind it is no node, and a page of another server is no PVE', () => {
  assert.throws(said(502, 'Bad Gateway'), failure('unreachable', 'a proxy in front of PVE says 502 Bad Gateway'))
  assert.throws(said(404, 'Not Found'), failure('bad-reply', /is answered with 404 Not Found/))
  assert.throws(said(302, 'Found'), failure('bad-reply', /is answered with 302 Found/))
})

test('any reply is data, an absence or a failure', () => {
  const body = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .record({ data: fc.jsonValue(), message: fc.jsonValue(), errors: fc.jsonValue() })
      .map((told) => Buffer.from(JSON.stringify(told))),
  )
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999 }), fc.string({ unit: 'binary' }), body, (status, reason, bytes) => {
      try {
        dataOf('/version', { status, reason, body: bytes })
      } catch (error) {
        assert.ok(error instanceof Absent || error instanceof FailureError)
        assert.ok(error instanceof Absent || error.failure.kind !== 'bug')
        assert.doesNotMatch(error.message, /[\u0000-\u001f]/)
      }
    }),
  )
})
