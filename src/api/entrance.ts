import { readFileSync } from 'node:fs'
import { Secret } from '../model/secret.ts'
import type { NewUser, OidcProvider } from './auth/port.ts'
import { isLoopback } from './site.ts'
import type { Site } from './site.ts'

/** The settings that say how people get in; empty where nothing is set. */
export interface EntranceSettings {
  readonly host: string
  readonly publicUrl: string
  readonly trustedProxies: string
  readonly tlsCertFile: string
  readonly tlsKeyFile: string
  readonly adminEmail: string
  readonly adminPasswordFile: string
  readonly oidcIssuer: string
  readonly oidcClientId: string
  readonly oidcClientSecretFile: string
}

export interface Entrance {
  readonly site: Site
  /** PEM; null to speak HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** Addresses of proxies whose word on who asks is taken. */
  readonly trustedProxies: readonly string[]
  /** Made an admin where there is no user yet. */
  readonly firstAdmin: Omit<NewUser, 'role'> | null
  readonly oidc: OidcProvider | null
}

/** Reads the files that the settings name. */
export function entranceOf(settings: EntranceSettings): Entrance {
  const { host, publicUrl, trustedProxies, tlsCertFile, tlsKeyFile, adminEmail, oidcIssuer } = settings
  const tls = tlsCertFile === '' ? null : { cert: textOf(tlsCertFile), key: textOf(tlsKeyFile) }
  return {
    site: {
      publicOrigin: publicUrl === '' ? null : new URL(publicUrl).origin,
      tls: tls !== null,
      isOpen: !isLoopback(host),
    },
    tls,
    trustedProxies: trustedProxies.split(/[\s,]+/).filter((address) => address !== ''),
    firstAdmin:
      adminEmail === '' ? null : { email: adminEmail, name: null, password: secretIn(settings.adminPasswordFile) },
    oidc:
      oidcIssuer === ''
        ? null
        : {
            issuer: oidcIssuer,
            clientId: settings.oidcClientId,
            clientSecret: secretIn(settings.oidcClientSecretFile),
          },
  }
}

const textOf = (file: string): string => readFileSync(file, 'utf8')

/** An editor ends the last line; the secret does not. */
const secretIn = (file: string): Secret => new Secret(textOf(file).replace(/\r?\n$/, ''))
