import { createHash } from 'node:crypto'
import ssh2 from 'ssh2'
import type { ParsedKey } from 'ssh2'

/** As many keys as are kept read. */
const MOST = 100

const read = new Map<string, ParsedKey>()

/**
 * A private key as text, read once: one with a passphrase takes a quarter of a second, and a fleet has one for all its
 * nodes. Throws an error that names the private key.
 */
export function privateKeyOf(text: string, passphrase?: string): ParsedKey {
  const name = createHash('sha256')
    .update(JSON.stringify([text, passphrase]))
    .digest('base64')
  const key = read.get(name) ?? parsed(text, passphrase)
  read.delete(name)
  read.set(name, key)
  const [oldest] = read.keys()
  if (read.size > MOST && oldest !== undefined) read.delete(oldest)
  return key
}

function parsed(text: string, passphrase?: string): ParsedKey {
  const key = ssh2.utils.parseKey(text, passphrase)
  if (key instanceof Error) throw new Error(`Cannot parse privateKey: ${key.message}`)
  if (!key.isPrivateKey()) throw new Error('Cannot parse privateKey: it is a public one')
  return key
}
