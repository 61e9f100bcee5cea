import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { it } from 'node:test'
import { apiWith } from '../../test/tools/api.ts'

const cases: [name: string, bytes: string, status: string, code: string][] = [
  ['bytes that are no request', 'hello\r\n\r\n', '400 Bad Request', 'bad-request'],
  [
    'headers that never end',
    `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    '431 Request Header Fields Too Large',
    'headers-too-large',
  ],
]

for (const [name, bytes, status, code] of cases) {
  it(`answers ${name} with a problem`, async () => {
    const { app } = await apiWith()
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as { port: number }
    const socket = connect(port, '127.0.0.1')
    socket.write(bytes)
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
    await app.close()
    assert.equal(head.split('\r\n')[0], `HTTP/1.1 ${status}`)
    assert.match(head, /^Content-Type: application\/problem\+json$/m)
    assert.equal((JSON.parse(body) as { code: string }).code, code)
  })
}
