import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { it } from 'node:test'
import { countedDoor } from './counted-door.ts'
import { until } from './until.ts'

it('sees a visitor that goes on talking beside a newer one, and none that says goodbye', async () => {
  let heard = 0
  const server = createServer((socket) => socket.on('data', (chunk: Buffer) => (heard += chunk.length)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const door = await countedDoor('127.0.0.1', (server.address() as AddressInfo).port)
  const visitors: Socket[] = []
  const say = async (visitor: number, bytes: number): Promise<void> => {
    const expected = heard + bytes
    visitors[visitor] ??= connect(door.port, '127.0.0.1')
    visitors[visitor].write(Buffer.alloc(bytes))
    await until(() => heard === expected)
  }
  await say(0, 1000)
  await say(1, 1000)
  await say(0, 100)
  assert.equal(door.overlaps(), 0)
  await say(0, 1000)
  assert.deepEqual([door.overlaps(), door.connections()], [1, 2])
  for (const visitor of visitors) visitor.destroy()
  await door.close()
  server.close()
})
