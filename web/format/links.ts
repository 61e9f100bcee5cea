/** The node in PVE's own interface; null for an address no link can be made of. */
export function proxmoxNodeLink(address: string, node: string): string | null {
  const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address
  const base = URL.parse(`https://${host}:8006/`)
  const isPlainHost = base !== null && base.pathname === '/' && base.username === '' && base.port === '8006'
  return isPlainHost ? `${base.origin}/#v1:0:=node%2F${encodeURIComponent(node)}` : null
}
