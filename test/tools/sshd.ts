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
  readonly address: string
  readonly port: number
  readonly username: string
  /** A private key it accepts, in OpenSSH format. */
  readonly privateKey: string
  readonly privateKeyFile: string
  /** `SHA256:…` of its host key. */
  readonly fingerprint: string
  /** The public key of its RSA host key; null where it has none. */
  readonly rsaKey: string | null
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
  /** Of loopback; 127.0.0.1 where it is left out. */
  readonly address?: string
  /** Take this port again, with a new host key if the folder is new. */
  readonly port?: number
  /** Has an RSA host key beside the other one. */
  readonly rsa?: true
  /** Accept this private key in place of one made for this folder. */
  readonly privateKeyFile?: string
  readonly passphrase?: string
  /** Further lines of sshd_config. */
  readonly config?: string
}

/** A real OpenSSH server on loopback with keys made for this run. */
export async function startSshd(options: SshdOptions): Promise<Sshd> {
  const { folder, address = '127.0.0.1', passphrase = '' } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const hostKey = makeKey(join(folder, 'host_key'), '')
  const rsaKey = options.rsa ? makeKey(join(folder, 'rsa_host_key'), '', 'rsa') : null
  const userKey = options.privateKeyFile ?? makeKey(join(folder, 'user_key'), passphrase)
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(`${userKey}.pub`))
  const port = options.port ?? (await freePort())
  writeFileSync(join(folder, 'sshd_config'), configOf(options, address, port))
  ensurePrivilegeSeparationFolder()
  const child = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] })
  await listening(child, address, port)
  const [type = '', blob = ''] = readFileSync(`${hostKey}.pub`, 'utf8').split(' ')
  return {
    address,
    port,
    username: userInfo().username,
    privateKey: readFileSync(userKey, 'utf8'),
    privateKeyFile: userKey,
    fingerprint: execFileSync('ssh-keygen', ['-lf', `${hostKey}.pub`], { encoding: 'utf8' }).split(' ')[1] ?? '',
    rsaKey: rsaKey && readFileSync(`${rsaKey}.pub`, 'utf8').trim(),
    knownHostsLine: `[${address}]:${String(port)} ${type} ${blob}\n`,
    pid: child.pid ?? 0,
    stop: () => ended(child),
  }
}

function configOf({ folder, path, env = {}, rsa, config = '' }: SshdOptions, address: string, port: number): string {
  const session = { PATH: `${path ? `${path}:` : ''}${process.env['PATH'] ?? ''}`, ...env }
  const setEnv = Object.entries(session).map(([key, value]) => `"${key}=${value}"`)
  return [
    `Port ${String(port)}`,
    `ListenAddress ${address}`,
    `HostKey ${join(folder, 'host_key')}`,
    ...(rsa ? [`HostKey ${join(folder, 'rsa_host_key')}`] : []),
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

function makeKey(file: string, passphrase: string, type = 'ed25519'): string {
  if (!existsSync(file)) execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', file])
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
export function freePort(): Promise<number> {
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
async function listening(child: ChildProcess, address: string, port: number): Promise<void> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  while (!(await connectable(address, port))) {
    if (child.exitCode !== null) throw new Error(`sshd did not start: ${said}`)
  }
}

async function connectable(address: string, port: number): Promise<boolean> {
  const { connect } = await import('node:net')
  return new Promise((resolve) => {
    const socket = connect(port, address)
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
