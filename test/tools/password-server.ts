import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import ssh2 from 'ssh2'
import type { AuthContext, Connection } from 'ssh2'
import { fingerprintOf } from '../../src/transport/host-keys.ts'

type PasswordMethod = 'password' | 'keyboard-interactive'

export interface PasswordServer {
  readonly port: number
  readonly fingerprint: string
  /** Methods tried so far, in order. */
  readonly tried: string[]
  stop(): void
}

/**
 * An SSH server that takes a password only, by the method named: OpenSSH checks passwords against the accounts of the
 * machine, which a test must not touch. Commands run on this machine as with a real one.
 */
export function startPasswordServer(method: PasswordMethod, password: string, path: string): Promise<PasswordServer> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ format: 'pem', type: 'pkcs1' }).toString()
  const key = ssh2.utils.parseKey(pem)
  if (key instanceof Error) throw key
  const tried: string[] = []
  const server = new ssh2.Server({ hostKeys: [pem] }, (connection) => {
    connection.on('error', () => undefined)
    connection.on('authentication', (context) => {
      tried.push(context.method)
      authenticate(context, method, password)
    })
    runCommands(connection, path)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        fingerprint: fingerprintOf(key.getPublicSSH()).sha256,
        tried,
        stop: () => {
          server.close()
        },
      })
    })
  })
}

function authenticate(context: AuthContext, method: PasswordMethod, password: string): void {
  if (context.method !== method) context.reject([method])
  else if (context.method === 'password' && context.password === password) context.accept()
  else if (context.method === 'keyboard-interactive')
    context.prompt([{ prompt: 'Password:', echo: false }], (answers) => {
      if (answers[0] === password) context.accept()
      else context.reject()
    })
  else context.reject([method])
}

function runCommands(connection: Connection, path: string): void {
  connection.on('session', (accept) => {
    accept().on('exec', (acceptExec, _reject, { command }) => {
      const channel = acceptExec()
      const child = spawn('sh', ['-c', command], {
        env: { ...process.env, PATH: `${path}:${process.env['PATH'] ?? ''}` },
      })
      channel.pipe(child.stdin)
      child.stdout.pipe(channel, { end: false })
      child.stderr.pipe(channel.stderr, { end: false })
      child.once('close', (code) => {
        channel.exit(code ?? 1)
        channel.end()
      })
    })
  })
}
