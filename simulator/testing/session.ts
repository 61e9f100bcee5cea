import ssh2 from 'ssh2'
import type { ClientChannel } from 'ssh2'
import type { SimulatedNode, Simulator } from '../start.ts'

const NONCE = '0123456789abcdef0123456789abcdef'

/** What the product's sessions begin with, written down once more. */
const PRELUDE = `
LC_ALL=C LANG=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
export LC_ALL LANG PATH
unset LANGUAGE
hung=0
limit() { if [ "$1" -lt 1 ]; then seconds=$1; else seconds=1; fi; }
user() { limit "$1"; shift; timeout -k 2 "$seconds" "$@"; }
root() { limit "$1"; shift; timeout -k 2 "$seconds" "$@"; }
end() {
  read -r now rest </proc/uptime
  printf '\\n%s %s %s\\n' ${NONCE} "$1" "$now"
  printf '\\n%s %s %s\\n' ${NONCE} "$1" "$now" >&2
}
end start
`

/** A script of these commands, as the product would write it. */
export const scriptOf = (commands: readonly string[]): string =>
  PRELUDE + commands.map((command) => `( ${command}\n) </dev/null\nend $?\n`).join('')

/** What a session came to. */
export interface Outcome {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Standard output of each command, its exit code before it. */
export const sectionsOf = ({ stdout }: Outcome): string[] => {
  const [, ...parts] = stdout.split(`\n${NONCE} `)
  return parts.slice(1).map((part, index) => {
    const output = parts[index]?.slice(parts[index].indexOf('\n') + 1) ?? ''
    return `${part.split(' ')[0] ?? ''} ${output}`
  })
}

interface Access {
  readonly password?: string
  readonly command?: string
}

/** Signs in, runs one script and hangs up. Rejects where that fails. */
export function runOn(
  simulator: Simulator,
  node: SimulatedNode,
  script: string,
  access: Access = {},
): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  const client = new ssh2.Client()
  const { username, privateKey } = simulator
  const secret = access.password === undefined ? { privateKey } : { password: access.password }
  client.on('error', reject)
  client.once('connect', () => client.setNoDelay(true))
  client.once('close', () => {
    reject(new Error('the connection was closed'))
  })
  client.once('ready', () => {
    client.exec(access.command ?? 'sh', (error, channel) => {
      if (error) reject(error)
      else
        void outcomeOf(channel, script)
          .then(resolve)
          .finally(() => client.end())
    })
  })
  client.connect({ host: node.address, port: node.port, username, ...secret })
  return promise.finally(() => client.end())
}

function outcomeOf(channel: ClientChannel, script: string): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const printed = { stdout: '', stderr: '' }
  let exit: number | null = null
  channel.on('data', (chunk: Buffer) => (printed.stdout += chunk.toString('latin1')))
  channel.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString('latin1')))
  channel.on('exit', (code: number) => (exit = code))
  channel.on('close', () => resolve({ exit, ...printed }))
  channel.end(script)
  return promise
}
