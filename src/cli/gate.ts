import { readFileSync } from 'node:fs'
import { GATE_NAME, GATE_VERSION, gateProgram } from '../transport/gate/program.ts'
import { parsed, run } from './command.ts'
import { UsageError } from './usage.ts'

const USAGE = `Usage: panoramica gate [--public-key FILE] >${GATE_NAME}

Prints a program for nodes, to be the forced command of an SSH key: with it the key can do what Panoramica reads, and
nothing else. How to install it stands at its beginning. Nothing is set here: a gate says itself that it is one.

  --public-key FILE   put this key into the line for authorized_keys`

const PLACE = `/usr/local/sbin/${GATE_NAME}`
const KEY = /^(?:ssh|ecdsa|sk)-[\w@.-]{1,60} [A-Za-z0-9+/]{20,4000}={0,2}(?: [ -~]{0,200})?$/

/** `panoramica gate`: the forced command for a key that can do nothing but our reads. */
export const gate = (args: readonly string[]): Promise<number> =>
  run('gate', USAGE, async () => {
    const { values, positionals } = parsed(args, { 'public-key': { type: 'string' } })
    if (positionals.length > 0) throw new UsageError('it takes no arguments')
    const file = values['public-key']
    if (values.help) console.log(USAGE)
    else process.stdout.write(gateProgram(instructions(file === undefined ? 'ssh-ed25519 AAAA…' : keyIn(file))))
  })

const instructions = (key: string): string => `
${GATE_NAME} ${GATE_VERSION}: what Panoramica reads on a node of Proxmox VE, and nothing else.

1. Keep this file on each node as ${PLACE}, owned by root:
     install -m 755 ${GATE_NAME} ${PLACE}

2. Make it the forced command of the key. In authorized_keys of the user who signs in, this is all of the key's line;
   take away any other line with the same key:
     restrict,command="${PLACE}" ${key}
   Root's file is /etc/pve/priv/authorized_keys, one for all members of a cluster.

3. For a user who is not root, let sudo start it, so that no other command needs a rule:
     restrict,command="sudo -n ${PLACE}" ${key}
   and in a file below /etc/sudoers.d (visudo -f), USER being the user:
     USER ALL=(root) NOPASSWD: ${PLACE} ""

It belongs to one version of Panoramica. After an update that says so, put the new one in its place.
`

function keyIn(file: string): string {
  const key = textOf(file).trim()
  if (KEY.test(key)) return key
  throw new UsageError(`--public-key: ${file} is no public key, a line as in id_ed25519.pub`)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--public-key: ${error instanceof Error ? error.message : String(error)}`)
  }
}
