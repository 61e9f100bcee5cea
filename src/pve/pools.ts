/** Pools may lie in pools since PVE 8.1. */
const POOL = /^[A-Za-z0-9._/-]+$/
const VMID = /^[1-9]\d{2,8}$/

/**
 * The pool of each guest, by vmid, from the `pool:NAME:COMMENT:VMIDS:STORAGES:` lines of /etc/pve/user.cfg
 * (PVE/AccessControl.pm, parse_user_config): of a guest that is in two, the first counts.
 */
export function poolsOfGuests(text: string): ReadonlyMap<string, string> {
  const pools = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [kind, pool = '', , vmids = ''] = line.split(':').map((part) => part.trim())
    if (kind !== 'pool' || !POOL.test(pool)) continue
    for (const vmid of vmids.split(/[\s,;]+/)) if (VMID.test(vmid) && !pools.has(vmid)) pools.set(vmid, pool)
  }
  return pools
}
