import { accessSync, constants } from 'node:fs'
import { isIP } from 'node:net'
import { z } from 'zod'

export interface Setting {
  readonly flag: string
  readonly env: string
  readonly schema: z.ZodType
  readonly standard: string
  readonly says: string
  /** It may hold a password, and is never repeated. */
  readonly hidden?: true
}

/** A whole number between two others, under the same name as flag and in the environment. */
const amount = (flag: string, least: number, most: number, standard: number, says: string) => ({
  flag,
  env: `PANORAMICA_${flag.toUpperCase().replaceAll('-', '_')}`,
  schema: z.coerce.number().int().min(least).max(most),
  standard: String(standard),
  says,
})
const file = z.string().refine((path) => path === '' || isReadable(path), 'cannot be read')

/** Every setting of the process: the one table that flags, environment and docs/configuration.md come from. */
export const SETTINGS = {
  host: {
    flag: 'host',
    env: 'PANORAMICA_HOST',
    schema: z.string().min(1),
    standard: '127.0.0.1',
    says: 'Address to listen on. Beyond loopback it takes a certificate, an https public URL or `allow-http`.',
  },
  port: {
    flag: 'port',
    env: 'PANORAMICA_PORT',
    schema: z.coerce.number().int().min(0).max(65_535),
    standard: '8470',
    says: 'Port to listen on; 0 takes a free one.',
  },
  publicUrl: {
    flag: 'public-url',
    env: 'PANORAMICA_PUBLIC_URL',
    schema: z.string().regex(/^(?:https?:\/\/[^\s/?#@]+\/?)?$/, 'must be https://NAME, without a path'),
    standard: '',
    says: 'Where people reach it, for example through a proxy: `https://panoramica.example`. Links, passkeys and OpenID Connect use it.',
  },
  trustedProxies: {
    flag: 'trusted-proxies',
    env: 'PANORAMICA_TRUSTED_PROXIES',
    schema: z.string().refine(areNetworks, 'must be IP addresses or networks, separated by commas'),
    standard: '',
    says: 'Addresses or networks of proxies whose `X-Forwarded-For` is believed, separated by commas.',
  },
  tlsCertFile: {
    flag: 'tls-cert-file',
    env: 'PANORAMICA_TLS_CERT_FILE',
    schema: file,
    standard: '',
    says: 'Certificate with its chain, PEM. With it and its key the server speaks HTTPS.',
  },
  tlsKeyFile: {
    flag: 'tls-key-file',
    env: 'PANORAMICA_TLS_KEY_FILE',
    schema: file,
    standard: '',
    says: 'Private key of the certificate, PEM.',
  },
  allowHttp: {
    flag: 'allow-http',
    env: 'PANORAMICA_ALLOW_HTTP',
    schema: z.enum(['true', 'false']),
    standard: 'false',
    says: 'Whether to listen beyond loopback although passwords and sessions travel in the clear.',
  },
  adminEmail: {
    flag: 'admin-email',
    env: 'PANORAMICA_ADMIN_EMAIL',
    schema: z.string().regex(/^(?:[^\s@]+@[^\s@]+)?$/, 'must be an e-mail address'),
    standard: '',
    says: 'Where there is no user yet, makes this one the first admin, without the setup link.',
  },
  adminPasswordFile: {
    flag: 'admin-password-file',
    env: 'PANORAMICA_ADMIN_PASSWORD_FILE',
    schema: file,
    standard: '',
    says: 'File with the password of the first admin.',
  },
  oidcIssuer: {
    flag: 'oidc-issuer',
    env: 'PANORAMICA_OIDC_ISSUER',
    schema: z.string().regex(/^(?:https?:\/\/\S+)?$/, 'must be an https address'),
    standard: '',
    says: 'OpenID Connect: the identity provider that signs people in whose e-mail address is that of a user.',
  },
  oidcClientId: {
    flag: 'oidc-client-id',
    env: 'PANORAMICA_OIDC_CLIENT_ID',
    schema: z.string(),
    standard: '',
    says: 'OpenID Connect: what the provider calls this Panoramica. Its redirect address is PUBLIC_URL`/api/auth/callback/oidc`.',
  },
  oidcClientSecretFile: {
    flag: 'oidc-client-secret-file',
    env: 'PANORAMICA_OIDC_CLIENT_SECRET_FILE',
    schema: file,
    standard: '',
    says: 'OpenID Connect: file with the secret that the provider gave.',
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
  databaseUrl: {
    flag: 'database-url',
    env: 'PANORAMICA_DATABASE_URL',
    schema: z.string().refine(isDatabaseUrl, 'must be postgres://USER:PASSWORD@HOST/DATABASE'),
    standard: '',
    says: 'PostgreSQL database that keeps everything, in place of the embedded one: `postgres://USER:PASSWORD@HOST/DATABASE`. See [postgresql.md](postgresql.md). Better given in the environment: other users of the machine can read flags.',
    hidden: true,
  },
  collect: {
    flag: 'collect',
    env: 'PANORAMICA_COLLECT',
    schema: z.enum(['true', 'false']),
    standard: 'true',
    says: 'Whether the server reads nodes itself. With `false` (`--no-collect`) workers do: see [postgresql.md](postgresql.md#many-processes).',
  },
  site: {
    flag: 'site',
    env: 'PANORAMICA_SITE',
    schema: z.string().regex(/^[a-z0-9-]{0,40}$/, 'must be 1 to 40 lower-case letters, digits and hyphens'),
    standard: '',
    says: 'Where this process is, for example `milan`: of the remotes it then reads those of that site. Without PostgreSQL it changes nothing. See [postgresql.md](postgresql.md#sites).',
  },
  healthPort: {
    flag: 'health-port',
    env: 'PANORAMICA_HEALTH_PORT',
    schema: z
      .string()
      .refine((port) => port === '' || isPort(port), 'must be a port: 0 to 65535, where 0 takes a free one'),
    standard: '',
    says: 'Port on which a worker tells of itself, on the address of `host`; without it, it listens nowhere. See [postgresql.md](postgresql.md#health-of-a-worker).',
  },
  apiCaFile: {
    flag: 'api-ca-file',
    env: 'PANORAMICA_API_CA_FILE',
    schema: file,
    standard: '',
    says: "Certificates of authorities, PEM, that vouch for the HTTPS certificates of nodes beside those of this machine; for example a cluster's own `pve-root-ca.pem`. Other certificates are trusted once confirmed.",
  },
  liveSeconds: amount(
    'live-seconds',
    5,
    86_400,
    15,
    'Seconds between two looks at what moves: state, CPU, memory and counters of nodes, guests and storages. One member of each cluster is asked.',
  ),
  inventorySeconds: amount(
    'inventory-seconds',
    30,
    86_400,
    600,
    'Seconds between two reads of a node; what changes seldom is read less often.',
  ),
  maxRemotesAtOnce: amount('max-remotes-at-once', 1, 1000, 20, 'How many nodes are read at the same time.'),
  historyHours: amount('history-hours', 2, 8784, 48, 'Hours for which the figures of each minute are kept.'),
  historyDays: amount('history-days', 2, 3660, 90, 'Days for which the figures of each hour are kept.'),
  historyYears: amount('history-years', 1, 100, 5, 'Years for which the figures of each day, and events, are kept.'),
  historyMb: amount(
    'history-mb',
    16,
    1_000_000,
    1024,
    'Size of the database, in MiB, above which figures make room before their time: the finest first, of these the oldest.',
  ),
  remotesFile: {
    flag: 'remotes-file',
    env: 'PANORAMICA_REMOTES_FILE',
    schema: file,
    standard: '',
    says: 'YAML file with remotes, for fleets that are kept in git: see [remotes-file.md](remotes-file.md). Read at start and on SIGHUP.',
  },
  logLevel: {
    flag: 'log-level',
    env: 'PANORAMICA_LOG_LEVEL',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    standard: 'info',
    says: 'How much is logged: fatal, error, warn, info, debug, trace or silent.',
  },
} as const satisfies Record<string, Setting>

export type SettingName = keyof typeof SETTINGS

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

function areNetworks(text: string): boolean {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '')
  return parts.every((part) => {
    const [, address = '', bits = '0'] = /^([\da-f.:]{2,45})(?:\/(\d{1,3}))?$/i.exec(part) ?? []
    const family = isIP(address)
    return family !== 0 && Number(bits) <= (family === 4 ? 32 : 128)
  })
}

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535

function isDatabaseUrl(text: string): boolean {
  return text === '' || (/^postgres(?:ql)?:/.test(text) && URL.canParse(text) && new URL(text).pathname.length > 1)
}
