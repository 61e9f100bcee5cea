import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'

interface Setting {
  readonly flag: string
  readonly env: string
  readonly schema: z.ZodType
  readonly standard: string
  readonly says: string
}

const seconds = (least: number) => z.coerce.number().int().min(least).max(86_400)
const LOOPBACK = ['127.0.0.1', '::1', 'localhost']

/** Every setting of the process: the one table that flags, environment and docs/configuration.md come from. */
export const SETTINGS = {
  host: {
    flag: 'host',
    env: 'PANORAMICA_HOST',
    schema: z.enum(LOOPBACK, 'only 127.0.0.1, ::1 or localhost until Panoramica has users'),
    standard: '127.0.0.1',
    says: 'Address to listen on. Loopback only until Panoramica has users.',
  },
  port: {
    flag: 'port',
    env: 'PANORAMICA_PORT',
    schema: z.coerce.number().int().min(0).max(65_535),
    standard: '8470',
    says: 'Port to listen on; 0 takes a free one.',
  },
  dataDir: {
    flag: 'data-dir',
    env: 'PANORAMICA_DATA_DIR',
    schema: z.string().min(1),
    standard: './data',
    says: 'Folder of the embedded database.',
  },
  masterKeyFile: {
    flag: 'master-key-file',
    env: 'PANORAMICA_MASTER_KEY_FILE',
    schema: z.string(),
    standard: '',
    says: 'File with the key that secrets are encrypted with, readable by its owner only; made at the first start. Default: `master.key` in the data folder.',
  },
  inventorySeconds: {
    flag: 'inventory-seconds',
    env: 'PANORAMICA_INVENTORY_SECONDS',
    schema: seconds(30),
    standard: '600',
    says: 'Seconds between two reads of a node; what changes seldom is read less often.',
  },
  maxRemotesAtOnce: {
    flag: 'max-remotes-at-once',
    env: 'PANORAMICA_MAX_REMOTES_AT_ONCE',
    schema: z.coerce.number().int().min(1).max(1000),
    standard: '20',
    says: 'How many nodes are read at the same time.',
  },
  logLevel: {
    flag: 'log-level',
    env: 'PANORAMICA_LOG_LEVEL',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    standard: 'info',
    says: 'How much is logged: fatal, error, warn, info, debug, trace or silent.',
  },
} as const satisfies Record<string, Setting>

type SettingName = keyof typeof SETTINGS

export type Config = { readonly [Name in SettingName]: z.infer<(typeof SETTINGS)[Name]['schema']> }

/** All mistakes of the settings at once, a line each. */
export class ConfigError extends Error {
  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'))
    this.name = 'ConfigError'
  }
}

/** The settings from flags, then environment, then defaults. Throws `ConfigError`. */
export function readConfig(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const flags = readFlags(args)
  const mistakes: string[] = []
  const entries = Object.entries(SETTINGS).map(([name, setting]: [string, Setting]) => {
    const flag = flags[setting.flag]
    const given = flag ?? env[setting.env]
    const parsed = setting.schema.safeParse(given ?? setting.standard)
    const from = flag === undefined ? setting.env : `--${setting.flag}`
    if (!parsed.success) mistakes.push(`${from}=${given ?? ''}: ${parsed.error.issues[0]?.message ?? 'not valid'}`)
    return [name, parsed.data]
  })
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  const config = Object.fromEntries(entries) as Config
  const dataDir = resolve(config.dataDir)
  return { ...config, dataDir, masterKeyFile: resolve(config.masterKeyFile || join(dataDir, 'master.key')) }
}

function readFlags(args: readonly string[]): Record<string, string | undefined> {
  const options = Object.fromEntries(Object.values(SETTINGS).map(({ flag }) => [flag, { type: 'string' as const }]))
  try {
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    throw new ConfigError([error instanceof Error ? error.message : String(error)])
  }
}

/** What the user's session offers for signing in over SSH. */
export interface SessionEnvironment {
  readonly home: string
  readonly agent: string | undefined
}

export const sessionEnvironment = (
  env: Readonly<Record<string, string | undefined>> = process.env,
): SessionEnvironment => ({
  home: env['HOME'] ?? '/',
  agent: env['SSH_AUTH_SOCK'],
})
