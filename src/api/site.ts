import { isIP } from 'node:net'

/** How browsers reach this server. */
export interface Site {
  /** The address to give to people, `https://panoramica.example`; null where that is the one it listens on. */
  readonly publicOrigin: string | null
  /** Whether it speaks TLS itself. */
  readonly tls: boolean
  /** Whether it listens on more than loopback. */
  readonly isOpen: boolean
}

const HOST = /^(\[[\da-f:.]{2,45}\]|[^:[\]/]{1,253})(?::\d{1,5})?$/i
const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

/** Whether who listens at this address is reached from this machine only. */
export const isLoopback = (host: string): boolean => LOOPBACK.includes(host)

/**
 * What a browser that sends this Host header has in its address bar; null for a name that is not ours. A name of
 * somebody else's can point here (DNS rebinding), an IP address cannot.
 */
export function originOf({ publicOrigin, tls, isOpen }: Site, host: string): string | null {
  const asked = host.toLowerCase()
  if (publicOrigin !== null && new URL(publicOrigin).host === asked) return publicOrigin
  const name = HOST.exec(asked)?.[1]?.replace(/^\[(.*)\]$/, '$1') ?? ''
  const isOurs = isLoopback(name) || (isOpen && isIP(name) !== 0)
  return isOurs ? `${tls ? 'https' : 'http'}://${asked}` : null
}

/** Whether browsers reach it over TLS, its own or that of a proxy in front of it. */
export const isSecure = ({ publicOrigin, tls }: Site): boolean => tls || (publicOrigin?.startsWith('https:') ?? false)

/** A passkey belongs to one name: that of the public address, and without one localhost. */
export function takesPasskeys(site: Site, host: string): boolean {
  const origin = originOf(site, host)
  return origin !== null && new URL(origin).hostname === new URL(baseUrlOf(site)).hostname
}

/** The address that the sign-in library takes for ours. */
export const baseUrlOf = ({ publicOrigin }: Site): string => publicOrigin ?? 'http://localhost'
