import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'

/** A TCP port of a node, that can be shut and opened again where it was. */
export class Door {
  readonly #admit: (socket: Socket) => void
  readonly #break: (socket: Socket) => void
  readonly #sockets = new Set<Socket>()
  #listener: Server | null = null
  #where = { address: '127.0.0.1', port: 0 }

  constructor(admit: (socket: Socket) => void, breaking = (socket: Socket): void => void socket.resetAndDestroy()) {
    this.#admit = admit
    this.#break = breaking
  }

  get port(): number {
    return this.#where.port
  }

  get isOpen(): boolean {
    return this.#listener !== null
  }

  listen(address: string, port: number): Promise<void> {
    const listener = createServer((socket) => this.#meet(socket))
    this.#listener = listener
    return new Promise((resolve, reject) => {
      listener.once('error', reject)
      listener.listen(port, address, () => {
        const bound = listener.address()
        this.#where = { address, port: typeof bound === 'object' && bound ? bound.port : port }
        resolve()
      })
    })
  }

  reopen(): Promise<void> {
    return this.listen(this.#where.address, this.#where.port)
  }

  /** Refuses connections from now on and cuts those there are. */
  async close(): Promise<void> {
    const listener = this.#listener
    this.#listener = null
    const closed = listener && new Promise((resolve) => listener.close(resolve))
    this.cut()
    await closed
  }

  /** Cuts all connections, as when the machine goes away. */
  cut(): void {
    for (const socket of this.#sockets) this.#break(socket)
  }

  #meet(socket: Socket): void {
    if (!this.isOpen) {
      socket.destroy()
      return
    }
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.setNoDelay(true)
    this.#admit(socket)
  }
}
