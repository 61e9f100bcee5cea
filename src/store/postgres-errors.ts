import { StoreError } from './port.ts'

type Words = readonly [what: string, hint: string]

/** What a server says no with (postgresql.org/docs/current/errcodes-appendix.html), or a connection to it. */
const WORDS: readonly (readonly [codes: RegExp, ...Words])[] = [
  [
    /^(?:28P01|28000)$/,
    'does not let this user in',
    'Look at user and password of PANORAMICA_DATABASE_URL, and at pg_hba.conf of the server.',
  ],
  [/^3D000$/, 'is not there', 'Make the database, empty: `createdb`. Panoramica makes its tables.'],
  [/^42501$/, 'does not let this user do what Panoramica needs', 'Make this user the owner of the database.'],
  [/^53300$/, 'takes no more connections', 'Raise max_connections of the server, or end what holds them.'],
  [
    /^53100$/,
    'cannot be written: the disk of the server is full',
    'Make room on the disk; nothing that was kept is lost.',
  ],
  [
    /^58030$/,
    'cannot be read or written: the disk of the server reports an error',
    'Look at the log of the server and at the disk.',
  ],
  [
    /^(?:25006|25P02.*)$/,
    'takes no writes: it is a standby, or read-only',
    'Name the primary in PANORAMICA_DATABASE_URL.',
  ],
  [/^57P0[1-3]$/, 'is being stopped or started', 'It is tried again; look at the log of the server if it stays so.'],
  [/^(?:40001|40P01|55P03|57014)$/, 'was busy with something else', 'It is tried again.'],
  [/^23\w{3}$/, 'does not hold what this belongs to', 'It was removed meanwhile.'],
  [/^XX00[12]$/, 'is damaged', 'Restore it from a backup.'],
  [
    /^(?:ENOTFOUND|EAI_AGAIN)$/,
    'cannot be reached: its host has no address',
    'Look at the host in PANORAMICA_DATABASE_URL.',
  ],
  [
    /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|08\w{3}|gone)$/,
    'cannot be reached',
    'Start PostgreSQL, and look at host and port in PANORAMICA_DATABASE_URL.',
  ],
  [
    /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_\w+)$/,
    'shows a certificate that nobody vouches for',
    'Name the authority with `sslrootcert=FILE` in PANORAMICA_DATABASE_URL.',
  ],
]

/** What the driver says of a connection that is no more, without a code (pg 8, client.js and pg-pool). */
const GONE =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/

function codeOf(error: Error): string | null {
  // A host with several addresses: why the last of them did not answer.
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : error
  if (last instanceof Error && 'code' in last && typeof last.code === 'string') return last.code
  return GONE.test(error.message) ? 'gone' : null
}

const fromServer = (error: Error): boolean => 'severity' in error || /^SASL|SSL/.test(error.message)

/** Whether the server was not there, or went away: what was asked may work later. */
export const isGone = (error: unknown): boolean => {
  const cause: unknown = error instanceof StoreError ? error.cause : error
  const code = cause instanceof Error ? codeOf(cause) : null
  return code !== null && /^(?:E[A-Z_]+|08\w{3}|gone|57P0[1-3]|53300|25006)$/.test(code)
}

/** An error of PostgreSQL in the operator's words; any other error as it is. `name` holds no password. */
export function explainedBy(name: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error
  const code = codeOf(error)
  const found = code === null ? undefined : WORDS.find(([codes]) => codes.test(code))
  if (found) return new StoreError(`the store ${name} ${found[1]}`, found[2], { cause: error })
  if (!fromServer(error)) return error
  return new StoreError(`the store ${name}: ${error.message}`, 'Please report it.', { cause: error })
}
