import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'
import type { SessionEnvironment } from '../config.ts'
import { knownHosts, pinned } from '../transport/host-keys.ts'
import type { HostKeyPolicy } from '../transport/host-keys.ts'
import type { SshTarget } from '../transport/ssh.ts'
import { UsageError } from './usage.ts'

export const COLLECT_USAGE = `Usage: panoramica collect [USER@]HOST [options]

Reads one Proxmox VE node once over SSH and prints what it found. Nothing is kept, nothing is changed on the node.

  --key FILE             private key (default: the SSH agent, else ~/.ssh/id_ed25519, id_ecdsa, id_rsa)
  --passphrase-stdin     read the key's passphrase from standard input
  --password-stdin       read a password from standard input instead of using a key
  --port N               SSH port (default 22)
  --sudo                 the user is not root: use \`sudo -n\`
  --known-hosts FILE     accept host keys of this file (default ~/.ssh/known_hosts)
  --host-key SHA256:…    accept exactly this host key
  --timeout SECONDS      let no single command on the node run longer
  --json                 print {host, guests, cluster, problems} as JSON

Exit code: 0 complete, 3 partial (says what is missing), 1 failed, 2 usage.`

const OPTIONS = {
  key: { type: 'string' },
  'passphrase-stdin': { type: 'boolean' },
  'password-stdin': { type: 'boolean' },
  port: { type: 'string' },
  sudo: { type: 'boolean' },
  'known-hosts': { type: 'string' },
  'host-key': { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig

type Values = ReturnType<typeof parse>['values']

export interface CollectOptions {
  readonly target: SshTarget
  readonly maxSeconds: number | undefined
  readonly json: boolean
}

/** Reads the command line. Null when help was asked for; throws `UsageError`. */
export function collectOptions(
  args: readonly string[],
  session: SessionEnvironment,
  readStdin: () => string,
): CollectOptions | null {
  const { values, positionals } = parse(args)
  if (values.help) return null
  const [address, ...more] = positionals
  if (address === undefined || more.length > 0) throw new UsageError('give one address, for example root@pve1.lan')
  if (values['password-stdin'] && (values.key !== undefined || values['passphrase-stdin']))
    throw new UsageError('--password-stdin goes with neither --key nor --passphrase-stdin')
  const { username, host } = splitAddress(address)
  const port = wholeNumber('--port', values.port, 1, 65_535) ?? 22
  const hostKey = hostKeyPolicy(values, host, port, session)
  return {
    target: { host, port, username, sudo: values.sudo ?? false, hostKey, ...signIn(values, session, readStdin) },
    maxSeconds: wholeNumber('--timeout', values.timeout, 1, 3600),
    json: values.json ?? false,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** `root@pve1.lan`, `pve1.lan` (root), `root@[fd00::1]`. */
function splitAddress(address: string): { username: string; host: string } {
  const match = /^(?:([^@\s]+)@)?(?:\[([0-9A-Fa-f:.%\w]+)\]|([^@\s[\]]+))$/.exec(address)
  const host = match?.[2] ?? match?.[3]
  if (host === undefined || host.startsWith('-')) throw new UsageError(`not an address: ${address}`)
  return { username: match?.[1] ?? 'root', host }
}

function wholeNumber(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new UsageError(`${option} takes a whole number from ${String(least)} to ${String(most)}, not ${text}`)
}

function hostKeyPolicy(values: Values, host: string, port: number, { home }: SessionEnvironment): HostKeyPolicy {
  const fingerprint = values['host-key']
  const file = values['known-hosts']
  if (fingerprint !== undefined) {
    if (file !== undefined) throw new UsageError('--host-key and --known-hosts exclude each other')
    if (!/^SHA256:[A-Za-z0-9+/]{43}=?$/.test(fingerprint))
      throw new UsageError(
        `--host-key takes a fingerprint as \`ssh-keygen -lf\` prints it, SHA256:…, not ${fingerprint}`,
      )
    return pinned([fingerprint])
  }
  if (file !== undefined) return knownHosts(textOf('--known-hosts', file), host, port)
  const standard = join(home, '.ssh', 'known_hosts')
  return existsSync(standard) ? knownHosts(textOf('--known-hosts', standard), host, port) : pinned([])
}

function signIn(
  values: Values,
  { home, agent }: SessionEnvironment,
  readStdin: () => string,
): Pick<SshTarget, 'privateKey' | 'passphrase' | 'password' | 'agent'> {
  const secret = (): string => readStdin().replace(/\r?\n$/, '')
  if (values['password-stdin']) return { password: secret() }
  const passphrase = values['passphrase-stdin'] ? { passphrase: secret() } : {}
  if (values.key !== undefined) return { privateKey: textOf('--key', values.key), ...passphrase }
  const standard = ['id_ed25519', 'id_ecdsa', 'id_rsa']
    .map((name) => join(home, '.ssh', name))
    .find((file) => existsSync(file))
  if (agent !== undefined) return { agent }
  if (standard === undefined)
    throw new UsageError('there is no key in ~/.ssh and no SSH agent: give --key or --password-stdin')
  return { privateKey: textOf('--key', standard), ...passphrase }
}

function textOf(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(
      `${option}: ${file} cannot be read (${error instanceof Error ? error.message : String(error)})`,
    )
  }
}
