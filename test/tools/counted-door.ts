import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** More than ends a connection that says goodbye. */
const WORDS_BYTES = 400

/** A way to a server on loopback on which is seen who talks to it. */
export interface CountedDoor {
  readonly port: number
  /** How often a connection said more than goodbye after a newer one had begun to talk. */
  readonly overlaps: () => number
  readonly connections: () => number
  close(this: void): Promise<void>
}

interface Visitor {
  readonly socket: Socket
  talked: number
  /** What it said after a newer one began. */
  late: number
}

export async function countedDoor(host: string, port: number): Promise<CountedDoor> {
  const visitors: Visitor[] = []
  const server = createServer((socket) => {
    const visitor: Visitor = { socket, talked: 0, late: 0 }
    const inside = connect(port, host)
    visitors.push(visitor)
    socket.on('data', (chunk: Buffer) => {
      visitor.talked += chunk.length
      const newer = visitors.slice(visitors.indexOf(visitor) + 1)
      if (newer.some(({ talked }) => talked > 0)) visitor.late += chunk.length
      inside.write(chunk)
    })
    inside.on('data', (chunk: Buffer) => socket.write(chunk))
    for (const [one, other] of [
      [socket, inside],
      [inside, socket],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    overlaps: () => visitors.filter(({ late }) => late > WORDS_BYTES).length,
    connections: () => visitors.length,
    async close() {
      for (const { socket } of visitors) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
