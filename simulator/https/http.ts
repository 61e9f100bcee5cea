import type { View } from '../state/view.ts'

/** A request but for its body, which no GET has. */
export interface HttpRequest {
  readonly method: string
  /** The path and what is behind it, as it was sent. */
  readonly target: string
  readonly version: string
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
}

/** Null for what pveproxy would not read either. */
export function parseRequest(text: string): HttpRequest | null {
  const [first = '', ...lines] = text.split('\r\n')
  const [, method, target, version] = /^(\S{1,20}) (\S{1,8000}) HTTP\/(1\.[01])$/.exec(first) ?? []
  if (method === undefined || target === undefined || version === undefined) return null
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon < 1) return null
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  return { method, target, version, headers }
}

/** As it is where that makes no sense. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export interface HttpHead {
  readonly status: number
  readonly reason: string
  readonly keepsAlive: boolean
  /** Something behind pveproxy answered, on a connection of its own. */
  readonly relayed: boolean
  /** Zero for none, which is not told. */
  readonly length: number
  readonly gzip: boolean
}

/** In the order of HTTP::Headers, by the clock of the node (PVE/APIServer/AnyEvent.pm). */
export function headText({ clock }: View, head: HttpHead): string {
  const date = new Date(clock * 1000).toUTCString()
  const lines = [
    `HTTP/1.1 ${head.status} ${head.reason}`,
    'Cache-Control: max-age=0',
    // pveproxy adds its own to the header of pvedaemon, which it asks to close (AnyEvent::HTTP).
    ...(head.relayed && head.keepsAlive ? ['Connection: close'] : []),
    `Connection: ${head.keepsAlive ? 'Keep-Alive' : 'close'}`,
    `Date: ${date}`,
    'Pragma: no-cache',
    'Server: pve-api-daemon/3.0',
    ...(head.gzip ? ['Content-Encoding: gzip'] : []),
    ...(head.length > 0 ? [`Content-Length: ${head.length}`, 'Content-Type: application/json;charset=UTF-8'] : []),
    `Expires: ${date}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}
