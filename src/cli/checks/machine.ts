import { X509Certificate, createPrivateKey } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, statSync, statfsSync } from 'node:fs'
import type { Config } from '../../config.ts'
import { bytes } from '../table.ts'
import { ok, problem, warning } from './check.ts'
import type { Check } from './check.ts'

const LEAST_NODE = 24
const MIB = 2 ** 20
/** Below this SQLite may soon find no room. */
const NO_ROOM_BYTES = 100 * MIB
const LITTLE_ROOM_BYTES = 1024 * MIB
const OTHERS = 0o077
const DAY_MS = 86_400_000
const SOON_DAYS = 14

export function nodeVersion(version: string): Check {
  const major = Number.parseInt(version.replace(/^v/, ''), 10)
  return major >= LEAST_NODE
    ? ok(`Node ${version}`)
    : problem(
        `Node ${version} is too old`,
        `Start Panoramica with npm, which brings its own, or use Node ${LEAST_NODE}.`,
      )
}

/** Whether the store has a place, for the user who runs this. */
export function dataFolder(path: string): Check[] {
  if (!existsSync(path)) return [ok(`the data folder ${path} is not there yet: the first start makes it`)]
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    return [problem(`the data folder ${path} cannot be written to`, `Make it writable for this user: chown or chmod.`)]
  }
  const mode = statSync(path).mode & 0o777
  const seen = mode.toString(8).padStart(4, '0')
  const rights =
    (mode & OTHERS) === 0
      ? ok(`the data folder ${path} is for its owner only`)
      : warning(`the data folder ${path} can be looked into by others (mode ${seen})`, `chmod 700 ${path}`)
  return [rights, room(path)]
}

function room(path: string): Check {
  const { bavail, bsize } = statfsSync(path)
  const free = bavail * bsize
  const what = `${bytes(free)} free for ${path}`
  if (free < NO_ROOM_BYTES) return problem(what, 'Make room on this disk: the store cannot grow any more.')
  return free < LITTLE_ROOM_BYTES ? warning(what, 'Make room on this disk.') : ok(what)
}

/** The certificate that the server shows, if it has one. `now` in milliseconds since the epoch. */
export function certificate(
  { tlsCertFile, tlsKeyFile }: Pick<Config, 'tlsCertFile' | 'tlsKeyFile'>,
  now: number,
): Check[] {
  if (tlsCertFile === '') return []
  try {
    const shown = new X509Certificate(readFileSync(tlsCertFile))
    if (!shown.checkPrivateKey(createPrivateKey(readFileSync(tlsKeyFile))))
      return [
        problem(
          `the key ${tlsKeyFile} does not belong to the certificate ${tlsCertFile}`,
          'Name the two that belong together.',
        ),
      ]
    const days = Math.floor((shown.validToDate.getTime() - now) / DAY_MS)
    const what = `the certificate ${tlsCertFile} ${days < 0 ? 'has expired' : `is valid for ${days} days`}`
    if (days < 0) return [problem(what, 'Renew it.')]
    return [days < SOON_DAYS ? warning(what, 'Renew it.') : ok(what)]
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return [
      problem(`the certificate ${tlsCertFile} cannot be used: ${message}`, 'Name a certificate and its key, PEM.'),
    ]
  }
}
