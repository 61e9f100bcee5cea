import { membersFile } from '../../pve/members.ts'
import type { Members } from '../../pve/members.ts'
import { parseRrd } from '../../pve/rrd-rows.ts'
import type { RrdRows } from '../../pve/rrd-rows.ts'
import type { PlainRoute } from './route.ts'
import { known, orNull, parseJson } from './sources.ts'

/** As PVE (API2/Cluster.pm): the cluster's row where there is one, then a row for each node. */
export const clusterStatus: PlainRoute = {
  path: '/cluster/status',
  programs: [],
  files: ['/etc/pve/.members', '/etc/pve/.rrd', '/etc/hosts'],
  preferred: true,
  build(sources) {
    const members = parseJson(sources.file('/etc/pve/.members'), membersFile, '/etc/pve/.members')
    const rrd = orNull(() => parseRrd(sources.file('/etc/pve/.rrd')))
    if (members.nodelist) return [...clusterRow(members), ...memberRows(members, members.nodelist, rrd)]
    const hosts = orNull(() => sources.file('/etc/hosts'))
    return [standaloneRow(members, rrd, hosts)]
  },
}

function clusterRow({ cluster }: Members): Record<string, unknown>[] {
  if (!cluster) return []
  return [{ type: 'cluster', id: 'cluster', ...cluster, quorate: Number(cluster.quorate) }]
}

function memberRows(members: Members, nodelist: NonNullable<Members['nodelist']>, rrd: RrdRows | null): unknown[] {
  return Object.entries(nodelist).map(([name, { id, online, ip }]) =>
    known({
      type: 'node',
      id: `node/${name}`,
      name,
      nodeid: id,
      local: Number(name === members.nodename),
      online: Number(online),
      ip,
      level: rrd?.nodes.get(name)?.sublevel,
    }),
  )
}

function standaloneRow({ nodename }: Members, rrd: RrdRows | null, hosts: string | null): unknown {
  return known({
    type: 'node',
    id: `node/${nodename}`,
    name: nodename,
    nodeid: 0,
    local: 1,
    online: 1,
    ip: hosts === null ? null : addressOf(nodename, hosts),
    level: rrd?.nodes.get(nodename)?.sublevel,
  })
}

/** PVE wants the node's name resolved to an address that is not loopback, which installations do in /etc/hosts. */
export function addressOf(nodename: string, hosts: string): string | null {
  for (const line of hosts.split('\n')) {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/)
    if (names.includes(nodename) && !/^(127\.|::1$)/.test(address)) return address
  }
  return null
}
