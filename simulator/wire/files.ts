import { refused } from '../node/answer.ts'
import type { Answer } from '../node/answer.ts'
import { pemFile } from '../node/certificates.ts'
import { hosts, interfacesFile, storageCfg, timezoneFile } from '../node/etc-files.ts'
import { arcstats, cpuinfo, kernelVersion, loadavg, meminfo, uptime } from '../node/proc-files.ts'
import { membersFile, rrdFile, vmlistFile } from '../node/status-files.ts'
import { pkgupdates } from '../node/updates.ts'
import { haManagerStatus, haResources } from '../pve/memberships.ts'
import type { View } from '../state/view.ts'

/** The closed list of files that may be read, with whose rights, and what is in them; null where there is none. */
const FILES: Readonly<Record<string, readonly [rights: 'user' | 'root', text: (view: View) => string | null]>> = {
  '/proc/meminfo': ['user', meminfo],
  '/proc/loadavg': ['user', loadavg],
  '/proc/uptime': ['user', uptime],
  '/proc/cpuinfo': ['user', cpuinfo],
  '/proc/version': ['user', kernelVersion],
  '/proc/spl/kstat/zfs/arcstats': ['user', arcstats],
  '/etc/hosts': ['user', hosts],
  '/etc/timezone': ['user', timezoneFile],
  '/etc/network/interfaces': ['user', interfacesFile],
  '/etc/pve/.members': ['root', membersFile],
  '/etc/pve/.vmlist': ['root', vmlistFile],
  '/etc/pve/.rrd': ['root', rrdFile],
  '/etc/pve/storage.cfg': ['root', storageCfg],
  '/etc/pve/ha/manager_status': ['root', haManagerStatus],
  '/etc/pve/ha/resources.cfg': ['root', haResources],
  '/etc/pve/pve-root-ca.pem': ['root', (view) => pemFile(view, 'pve-root-ca.pem')],
  '/etc/pve/local/pve-ssl.pem': ['root', (view) => pemFile(view, 'pve-ssl.pem')],
  '/etc/pve/local/pveproxy-ssl.pem': ['root', (view) => pemFile(view, 'pveproxy-ssl.pem')],
  '/var/lib/pve-manager/pkgupdates': ['root', pkgupdates],
}

export const mayRead = (path: string, rights: string): boolean => FILES[path]?.[0] === rights

/** `cat PATH` of a file that may be read. */
export function cat(view: View, path: string): Answer {
  const text = FILES[path]?.[1](view) ?? null
  if (text === null) return refused(1, `cat: ${path}: No such file or directory`, 0.002)
  return { stdout: text, stderr: '', exit: 0, seconds: 0.002 }
}
