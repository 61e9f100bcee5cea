import { execFileSync, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'

const SSHD = '/usr/sbin/sshd'

/** Reason to skip a test that needs a real sshd, or false where there is one. */
export const withoutSshd: string | false = existsSync(SSHD) ? false : 'openssh-server is not installed'

export interface Sshd {
  readonly port: number
  readonly username: string
  /** A private key it accepts, in OpenSSH format. */
  readonly privateKey: string
  readonly privateKeyFile: string
  /** `SHA256:…` of its host key. */
  readonly fingerprint: string
  /** A line for a known_hosts file. */
  readonly knownHostsLine: string
  readonly pid: number
  /** Ends it with its sessions, as when the machine goes away. */
  stop(): Promise<void>
}

export interface SshdOptions {
  /** An empty folder for keys and configuration. */
  readonly folder: string
  /** Goes first in the sessions' PATH. */
  readonly path?: string
  /** Further environment of the sessions. */
  readonly env?: Record<string, string>
  /** Take this port again, with a new host key if the folder is new. */
  readonly port?: number
  readonly passphrase?: string
  /** Further lines of sshd_config. */
  readonly config?: string
}

/** A real OpenSSH server on loopback with keys made for this run. */
export async function startSshd(options: SshdOptions): Promise<Sshd> {
  const { folder, passphrase = '' } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const hostKey = makeKey(join(folder, 'host_key'), '')
  const userKey = makeKey(join(folder, 'user_key'), passphrase)
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(`${userKey}.pub`))
  const port = options.port ?? (await freePort())
  writeFileSync(join(folder, 'sshd_config'), configOf(options, port))
  ensurePrivilegeSeparationFolder()
  const child = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] })
  await listening(child)
  const [type = '', blob = ''] = readFileSync(`${hostKey}.pub`, 'utf8').split(' ')
  return {
    port,
    username: userInfo().username,
    privateKey: readFileSync(userKey, 'utf8'),
    privateKeyFile: userKey,
    fingerprint: execFileSync('ssh-keygen', ['-lf', `${hostKey}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '',
    knownHostsLine: `[127.0.0.1]:${String(port)} ${type} ${blob}\n`,
    pid: child.pid ?? 0,
    stop: () => ended(child),
  }
}

function configOf({ folder, path, env = {}, config = '' }: SshdOptions, port: number): string {
  const session = { PATH: `${path ? `${path}:` : ''}${process.env['PATH'] ?? ''}`, ...env }
  const setEnv = Object.entries(session).map(([key, value]) => `"${key}=${value}"`)
  return [
    `Port ${String(port)}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host_key')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    `PidFile ${join(folder, 'sshd.pid')}`,
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UsePAM no',
    'StrictModes no',
    'LogLevel ERROR',
    `SetEnv ${setEnv.join(' ')}`,
    config,
    '',
  ].join('\n')
}

function makeKey(file: string, passphrase: string): string {
  if (!existsSync(file)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'test', '-f', file])
  return file
}

/** sshd refuses to start without it; only root can make it. */
function ensurePrivilegeSeparationFolder(): void {
  try {
    accessSync('/run/sshd', constants.F_OK)
  } catch {
    mkdirSync('/run/sshd', { mode: 0o755 })
  }
}

/** A port of 127.0.0.1 that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })
}

/** Resolves when sshd says that it listens (LogLevel ERROR would hide it, so its port is tried). */
async function listening(child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const port = Number(/^Port (\d+)$/m.exec(readFileSync(child.spawnargs.at(-1) ?? '', 'utf8'))?.[1])
  while (!(await connectable(port))) {
    if (child.exitCode !== null) throw new Error(`sshd did not start: ${said}`)
  }
}

async function connectable(port: number): Promise<boolean> {
  const { connect } = await import('node:net')
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      setImmediate(resolve, false)
    })
    socket.once('close', () => {
      resolve(false)
    })
  })
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve()
      return
    }
    child.once('exit', () => {
      resolve()
    })
    spawnSync('pkill', ['-P', String(child.pid)])
    child.kill('SIGTERM')
  })
}
