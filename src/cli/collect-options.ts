import { parseArgs } from 'node:util'
import type { ParseArgsOptionsConfig } from 'node:util'
import type { SessionEnvironment } from '../config.ts'
import type { HttpsTarget } from '../transport/https/api.ts'
import type { SshTarget } from '../transport/ssh.ts'
import { httpsTargetOf } from './collect-https.ts'
import { sshTargetOf } from './collect-ssh.ts'
import { UsageError } from './usage.ts'

export const COLLECT_USAGE = `Usage: panoramica collect [USER@]HOST [options]

Reads one Proxmox VE node once and prints what it found: over SSH, over its HTTPS API with --api-token, or over both, with
--api-token and an option that signs in over SSH. Nothing is kept, nothing is changed on the node.

Over SSH
  --key FILE             private key (default: the SSH agent, else ~/.ssh/id_ed25519, id_ecdsa, id_rsa)
  --passphrase-stdin     read the key's passphrase from standard input
  --password-stdin       read a password from standard input instead of using a key
  --port N               SSH port (default 22)
  --sudo                 the user is not root: use \`sudo -n\`
  --known-hosts FILE     accept host keys of this file (default ~/.ssh/known_hosts)
  --host-key SHA256:…    accept exactly this host key

Over HTTPS
  --api-token ID         API token, USER@REALM!TOKENID; its secret is never given on the command line
  --token-secret-stdin   read the secret from standard input
  --token-secret-file FILE
                         read the secret from this file (default: the variable PANORAMICA_TOKEN_SECRET)
  --api-port N           HTTPS port (default 8006; without SSH, --port says it too)
  --fingerprint SHA256:… accept exactly this certificate; also as PVE writes it, AA:BB:…
  --ca FILE              accept certificates that these authorities vouch for, beside those of this machine

  --timeout SECONDS      wait no longer for any single command or request
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
  'api-token': { type: 'string' },
  'token-secret-stdin': { type: 'boolean' },
  'token-secret-file': { type: 'string' },
  'api-port': { type: 'string' },
  fingerprint: { type: 'string' },
  ca: { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig

export type CollectValues = ReturnType<typeof parse>['values']

export interface CollectOptions {
  /** As it was given: `root@pve1.lan`. */
  readonly what: string
  readonly host: string
  /** At least one of both. */
  readonly ssh: SshTarget | null
  readonly https: HttpsTarget | null
  readonly maxSeconds: number | undefined
  readonly json: boolean
}

/** What says that SSH is to be used, even beside HTTPS. */
const SSH_SIGN_INS = ['key', 'password-stdin', 'host-key', 'known-hosts', 'sudo'] as const
const FROM_STDIN = ['password-stdin', 'passphrase-stdin', 'token-secret-stdin'] as const
const OF_HTTPS = ['token-secret-stdin', 'token-secret-file', 'api-port', 'fingerprint', 'ca'] as const

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
  refuseContradictions(values)
  const { username, host } = splitAddress(address)
  const readSecret = (): string => readStdin().replace(/\r?\n$/, '')
  const overHttps = values['api-token'] !== undefined
  const overSsh = !overHttps || SSH_SIGN_INS.some((option) => values[option] !== undefined)
  const port = wholeNumber('--port', values.port, 1, 65_535)
  const apiPort = wholeNumber('--api-port', values['api-port'], 1, 65_535) ?? (overSsh ? undefined : port)
  return {
    what: overSsh ? `${username}@${host}` : host,
    host,
    ssh: overSsh ? sshTargetOf(values, { host, port: port ?? 22, username }, session, readSecret) : null,
    https: overHttps ? httpsTargetOf(values, { host, port: apiPort ?? 8006 }, session, readSecret) : null,
    maxSeconds: wholeNumber('--timeout', values.timeout, 1, 3600),
    json: values.json ?? false,
  }
}

function refuseContradictions(values: CollectValues): void {
  if (values['password-stdin'] && (values.key !== undefined || values['passphrase-stdin']))
    throw new UsageError('--password-stdin goes with neither --key nor --passphrase-stdin')
  const [first, second] = FROM_STDIN.filter((option) => values[option])
  if (second !== undefined) throw new UsageError(`--${String(first)} and --${second} cannot both read standard input`)
  const lonely = OF_HTTPS.find((option) => values[option] !== undefined)
  if (lonely !== undefined && values['api-token'] === undefined) throw new UsageError(`--${lonely} needs --api-token`)
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
