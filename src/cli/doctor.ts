import { readFileSync } from 'node:fs'
import manifest from '../../package.json' with { type: 'json' }
import { ConfigError, readConfig, sessionEnvironment } from '../config.ts'
import type { Config } from '../config.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { systemRandom as random } from '../lib/random.ts'
import { storeFile } from '../store/open.ts'
import type { SharedStore } from '../store/port.ts'
import { openPostgresStore } from '../store/postgres.ts'
import { openVault } from '../store/secret.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import { vouchedCertificates } from '../transport/https/certificate.ts'
import { address } from './checks/address.ts'
import { ok, problem, problemOf } from './checks/check.ts'
import type { Check } from './checks/check.ts'
import { databaseAndKey } from './checks/database.ts'
import { certificate, dataFolder, nodeVersion } from './checks/machine.ts'
import { remotes } from './checks/remotes.ts'
import { storeAndKey } from './checks/store.ts'
import { columns } from './table.ts'
import { EXIT } from './usage.ts'

const USAGE = `Usage: panoramica doctor [options]

Looks at settings, data folder, address, store, key and remotes, and says what is wrong and what to do about it. It signs
in to every node once, and changes nothing. The server may be running. Options are those of the server.

Exit code: 0 where there is no problem, 1 where there is.`

/** `panoramica doctor`: a line for each thing that has to be right. */
export async function doctor(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE)
    return EXIT.complete
  }
  let problems = 0
  for await (const check of checks(args)) {
    for (const line of linesOf(check)) console.log(line)
    if (check.status === 'problem') problems++
  }
  return problems === 0 ? EXIT.complete : EXIT.failed
}

async function* checks(args: readonly string[]): AsyncGenerator<Check> {
  yield nodeVersion(process.version)
  const config = configIn(args)
  if (config instanceof ConfigError) {
    for (const mistake of config.message.split('\n')) yield problem(mistake, 'docs/configuration.md has all settings.')
    return
  }
  yield ok('the settings are valid')
  yield* dataFolder(config.dataDir)
  yield* certificate(config, clock.now())
  yield await address(config, manifest.version)
  const { checks, key } = config.databaseUrl ? await databaseAndKey(config, config.databaseUrl) : storeAndKey(config)
  yield* checks
  if (key) yield* await ofRemotes(config, key)
}

function configIn(args: readonly string[]): Config | ConfigError {
  try {
    return readConfig(args)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

/** Up to date already, and not to be changed by the look: a key that waits is left waiting. */
const opened = (config: Config, key: Buffer): Promise<SharedStore> =>
  config.databaseUrl
    ? openPostgresStore(config.databaseUrl, openVault(key, random))
    : openSqliteStore(storeFile(config), openVault(key, random))

async function ofRemotes(config: Config, key: Buffer): Promise<Check[]> {
  try {
    const store = await opened(config, key)
    try {
      const { agent } = sessionEnvironment()
      const authorities = vouchedCertificates(config.apiCaFile === '' ? null : readFileSync(config.apiCaFile, 'utf8'))
      return await remotes(store, { clock, random, agent, authorities }, config.maxRemotesAtOnce)
    } finally {
      await store.close()
    }
  } catch (error) {
    return [problemOf(error)]
  }
}

function linesOf({ status, what, next }: Check): string[] {
  const rows = [[status.padEnd('problem'.length), what], ...(next === null ? [] : [['', `→ ${next}`]])]
  return columns(rows)
}
