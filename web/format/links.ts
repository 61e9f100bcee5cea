/** A subject in PVE's own interface; null for an address no link can be made of. */
function proxmoxLink(address: string, subject: string): string | null {
  const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address
  const base = URL.parse(`https://${host}:8006/`)
  const isPlainHost = base !== null && base.pathname === '/' && base.username === '' && base.port === '8006'
  return isPlainHost ? `${base.origin}/#v1:0:=${encodeURIComponent(subject)}` : null
}

export const proxmoxNodeLink = (address: string, node: string): string | null => proxmoxLink(address, `node/${node}`)

export const proxmoxGuestLink = (address: string, type: 'qemu' | 'lxc', vmid: number): string | null =>
  proxmoxLink(address, `${type}/${vmid}`)
