import type { Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { Server } from 'node:tls'
import { keyFile } from '../node/certificate.ts'
import { shownCertificate } from '../node/certificates.ts'
import { BREAK } from '../wire/delivery.ts'
import { Door } from '../wire/door.ts'
import { respond } from './respond.ts'
import type { Front } from './respond.ts'

/** pveproxy waits so long for a request (PVE/APIServer/AnyEvent.pm), and does not read a longer one. */
const IDLE_MS = 5000
const LONGEST_HEAD = 64 * 2 ** 10
const END_OF_HEAD = '\r\n\r\n'

/** The pveproxy of one node. */
export class PveProxy {
  readonly #front: Front
  // Below TLS a socket may be shutting down, and one that is reset then is never closed (uv_tcp_close_reset of libuv).
  readonly door = new Door(
    (socket) => this.#admit(socket),
    (socket) => socket.destroy(),
  )
  /** What it shows now; made when somebody first comes. */
  #shown: { readonly fingerprint: string; readonly tls: Server } | null = null

  constructor(front: Front) {
    this.#front = front
  }

  /** SHA-256, as PVE writes it. */
  get fingerprint(): string {
    return shownCertificate(this.#front.view()).fingerprint
  }

  #admit(socket: Socket): void {
    this.#front.figures.connections++
    this.#tlsServer().emit('connection', socket)
  }

  #tlsServer(): Server {
    const { fingerprint, pem, spec } = shownCertificate(this.#front.view())
    if (this.#shown?.fingerprint === fingerprint) return this.#shown.tls
    const tls = createServer({ cert: pem, key: keyFile(spec.key) }, (socket) => void this.#serve(socket))
    this.#shown = { fingerprint, tls }
    return tls
  }

  async #serve(socket: Socket): Promise<void> {
    const gone = new AbortController()
    socket.once('close', () => gone.abort())
    socket.on('error', () => socket.destroy())
    socket.on('timeout', () => socket.destroy())
    socket.on(BREAK, () => this.door.cut())
    const session = { front: this.#front, socket, gone: gone.signal }
    let ordinal = 0
    try {
      for await (const head of headsFrom(socket)) if (!(await respond(session, head, ++ordinal))) break
      // What is still to come is let pass, so that what was said arrives.
      socket.end()
      socket.resume()
    } catch (error) {
      if (!socket.destroyed) this.#front.violation(String(error))
      socket.destroy()
    }
  }
}

/** Heads of requests, one after another; waits for the next one once the last is answered. */
async function* headsFrom(socket: Socket): AsyncGenerator<string> {
  let text = ''
  socket.setTimeout(IDLE_MS)
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    text += chunk.toString('latin1')
    if (text.length > LONGEST_HEAD) return
    for (let end = text.indexOf(END_OF_HEAD); end >= 0; end = text.indexOf(END_OF_HEAD)) {
      const head = text.slice(0, end)
      text = text.slice(end + END_OF_HEAD.length)
      socket.setTimeout(0)
      yield head
      socket.setTimeout(IDLE_MS)
    }
  }
}
