import type { Socket } from 'node:net'
import ssh2 from 'ssh2'
import type { AuthContext, Connection, ParsedKey, ServerChannel } from 'ssh2'
import { BREAK } from './delivery.ts'
import { Door } from './door.ts'
import { EXIT_VIOLATION, exchange } from './exchange.ts'
import type { Host } from './exchange.ts'
import { fingerprintOf, newKeyPair, sameBytes } from './host-key.ts'
import type { KeyPair } from './host-key.ts'

export interface Credentials {
  readonly username: string
  readonly password: string
  readonly publicKey: ParsedKey
}

/** A longer script than any of ours. */
const LONGEST_SCRIPT = 8 * 2 ** 20

/** The sshd of one node. */
export class NodeServer {
  readonly #host: Host
  readonly #credentials: Credentials
  readonly door = new Door((socket) => this.#admit(socket))
  #key: KeyPair = newKeyPair()
  #ssh: ssh2.Server
  #connections = 0
  refusesCredentials = false

  constructor(host: Host, credentials: Credentials) {
    this.#host = host
    this.#credentials = credentials
    this.#ssh = this.#sshServer()
  }

  /** As it stands in a known_hosts file: type and key. */
  get hostKey(): string {
    const { publicKey } = this.#key
    return `${publicKey.type} ${publicKey.getPublicSSH().toString('base64')}`
  }

  get fingerprint(): string {
    return fingerprintOf(this.#key)
  }

  changeHostKey(): void {
    this.#key = newKeyPair()
    this.#ssh = this.#sshServer()
    this.door.cut()
  }

  #admit(socket: Socket): void {
    this.#host.figures.connections++
    this.#ssh.injectSocket(socket)
  }

  #sshServer(): ssh2.Server {
    const server = new ssh2.Server({ hostKeys: [this.#key.privateKey], ident: 'OpenSSH_9.2p1' }, (connection) => {
      this.#serve(connection)
    })
    server.on('error', () => undefined)
    return server
  }

  #serve(connection: Connection): void {
    const ordinal = ++this.#connections
    connection.on('error', () => undefined)
    connection.on('authentication', (context) => {
      if (this.#accepts(context)) context.accept()
      else context.reject(['publickey', 'password'])
    })
    connection.on('session', (accept) => {
      const session = accept()
      session.on('exec', (acceptExec, reject, { command }) => {
        if (command === 'sh') this.#run(acceptExec(), ordinal)
        else this.#refuse(command, reject)
      })
      session.on('shell', (_accept, reject) => this.#refuse('a shell', reject))
      session.on('sftp', (_accept, reject) => this.#refuse('sftp', reject))
    })
  }

  #refuse(what: string, reject: () => void): void {
    this.#host.violation(`a session may run sh, not ${what}`)
    reject()
  }

  #accepts(context: AuthContext): boolean {
    const { username, password, publicKey } = this.#credentials
    if (this.refusesCredentials || context.username !== username) return false
    if (context.method === 'password') return sameBytes(Buffer.from(context.password), Buffer.from(password))
    if (context.method !== 'publickey' || !sameBytes(context.key.data, publicKey.getPublicSSH())) return false
    if (!context.signature || !context.blob) return true
    // It gives an Error, other than its types say, for a signature it cannot read.
    const verified: unknown = publicKey.verify(context.blob, context.signature, context.hashAlgo)
    return verified === true
  }

  #run(channel: ServerChannel, connection: number): void {
    this.#host.figures.channels++
    const chunks: Buffer[] = []
    let size = 0
    channel.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= LONGEST_SCRIPT) chunks.push(chunk)
    })
    channel.on('error', () => undefined)
    channel.stderr.on('error', () => undefined)
    channel.on(BREAK, () => this.door.cut())
    channel.on('end', () => {
      void this.#answer(channel, connection, size > LONGEST_SCRIPT ? '' : Buffer.concat(chunks).toString('utf8'))
    })
  }

  async #answer(channel: ServerChannel, connection: number, script: string): Promise<void> {
    const ended = this.#host.began({ connection, script })
    const code = await exchange(channel, this.#host, script).catch(() => EXIT_VIOLATION)
    ended()
    if (channel.destroyed) return
    channel.exit(code)
    channel.end()
  }
}
