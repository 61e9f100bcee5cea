import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { z } from 'zod'
import { isLoopback } from './api/site.ts'
import { Secret } from './model/secret.ts'
import { SETTINGS } from './settings.ts'
import type { Setting, SettingName } from './settings.ts'

type Given = { readonly [Name in SettingName]: z.infer<(typeof SETTINGS)[Name]['schema']> }

export interface Config extends Omit<Given, 'databaseUrl' | 'site' | 'healthPort'> {
  /** Null for the embedded database. */
  readonly databaseUrl: Secret | null
  /** Null for nowhere in particular. */
  readonly site: string | null
  /** Null to listen nowhere. */
  readonly healthPort: number | null
}

/** All mistakes of the settings at once, a line each. */
export class ConfigError extends Error {
  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.name = 'ConfigError'
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/** The settings from flags, then environment, then defaults. Throws `ConfigError`. */
export function readConfig(args: readonly string[], env: Environment = process.env): Config {
  const flags = readFlags(args)
  const given = mapSettings(({ flag, env: variable, standard }) => flags[flag] ?? env[variable] ?? standard)
  const parsed = mapSettings(({ schema }, name) => schema.safeParse(given[name]))
  const mistakes = names.flatMap((name) => {
    const { flag, env: variable, hidden }: Setting = SETTINGS[name]
    const from = flags[flag] === undefined ? variable : `--${flag}`
    const issue = parsed[name].error?.issues[0]
    return issue ? [`${from}${hidden ? '' : `=${given[name]}`}: ${issue.message}`] : []
  })
  mistakes.push(...contradictions(given))
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  const config = mapSettings((_, name) => parsed[name].data) as Given
  const dataDir = resolve(config.dataDir)
  return {
    ...config,
    dataDir,
    masterKeyFile: resolve(config.masterKeyFile || join(dataDir, 'master.key')),
    databaseUrl: config.databaseUrl === '' ? null : new Secret(config.databaseUrl),
    site: config.site === '' ? null : config.site,
    healthPort: config.healthPort === '' ? null : Number(config.healthPort),
  }
}

const names = Object.keys(SETTINGS) as SettingName[]

const mapSettings = <T>(of: (setting: Setting, name: SettingName) => T): Record<SettingName, T> =>
  Object.fromEntries(names.map((name) => [name, of(SETTINGS[name], name)])) as Record<SettingName, T>

const TOGETHER: readonly (readonly SettingName[])[] = [
  ['tlsCertFile', 'tlsKeyFile'],
  ['adminEmail', 'adminPasswordFile'],
  ['oidcIssuer', 'oidcClientId', 'oidcClientSecretFile', 'publicUrl'],
]
const IN_THE_CLEAR =
  'passwords and sessions would travel in the clear: give PANORAMICA_TLS_CERT_FILE and _KEY_FILE, or put a proxy that ' +
  'speaks TLS in front and name its address, PANORAMICA_PUBLIC_URL=https://…, or set PANORAMICA_ALLOW_HTTP=true'

/** What settings ask of each other. */
function contradictions(given: Readonly<Record<SettingName, string>>): string[] {
  const { host, tlsCertFile, publicUrl, allowHttp, collect, databaseUrl } = given
  const isSafe = isLoopback(host) || tlsCertFile !== '' || publicUrl.startsWith('https:') || allowHttp === 'true'
  const alone = TOGETHER.flatMap(([first = 'host', ...others]) =>
    given[first] === '' ? [] : others.filter((other) => given[other] === '').map((other) => [first, other] as const),
  )
  return [
    ...alone.map(([first, other]) => `${SETTINGS[first].env} needs ${SETTINGS[other].env}`),
    ...(collect === 'false' && databaseUrl === ''
      ? [
          `${SETTINGS.collect.env}=false needs ${SETTINGS.databaseUrl.env}: with the embedded database nobody else can read`,
        ]
      : []),
    ...(isSafe ? [] : [`${SETTINGS.host.env}=${host}: ${IN_THE_CLEAR}`]),
  ]
}

function readFlags(args: readonly string[]): Record<string, string | undefined> {
  const options = Object.fromEntries(Object.values(SETTINGS).map(({ flag }) => [flag, { type: 'string' as const }]))
  try {
    const spelt = args.map((arg) => (arg === '--no-collect' ? '--collect=false' : arg))
    return parseArgs({ args: spelt, options, strict: true }).values
  } catch (error) {
    throw new ConfigError([error instanceof Error ? error.message : String(error)])
  }
}

/** What the user's session offers for signing in to nodes. */
export interface SessionEnvironment {
  readonly home: string
  readonly agent: string | undefined
  /** Secret of an API token, for `collect`. */
  readonly tokenSecret: string | undefined
}

export const sessionEnvironment = (env: Environment = process.env): SessionEnvironment => ({
  home: env['HOME'] ?? '/',
  agent: env['SSH_AUTH_SOCK'],
  tokenSecret: env['PANORAMICA_TOKEN_SECRET'],
})
