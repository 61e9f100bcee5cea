import type { Cluster } from '../../src/collectors/cluster/cluster.ts'
import type { KnownNode, Pin, Remote } from '../../src/model/remote.ts'
import type { Trusted } from '../../src/polling/members.ts'
import type { SeenMember } from '../../src/store/port.ts'
import type { MemberKeys } from '../../src/transport/member-keys.ts'
import { knownNode } from './known-node.ts'

/** The key of pve1, where its operator said it is. */
export const confirmed: Pin = { kind: 'ssh', host: '192.0.2.1', port: 22, sha256: 'SHA256:confirmed', keyType: null }
export const learnt = (host: string, port = 22): Pin => ({
  kind: 'ssh',
  host,
  port,
  sha256: 'SHA256:learnt',
  keyType: 'ssh-rsa',
})
export const everyKey: MemberKeys = () => ({ type: 'ssh-rsa', sha256: 'SHA256:learnt' })
export const noKey: MemberKeys = () => null

/** A cluster that was added by pve1. */
export const prod = (over: Partial<Remote> = {}): Remote => ({
  id: 1,
  name: 'prod',
  address: '192.0.2.1',
  cluster: 'prod',
  ssh: { port: 22, username: 'root', privateKey: null, passphrase: null, password: null, useAgent: true, sudo: false },
  api: null,
  pins: [confirmed],
  site: null,
  fromFile: false,
  addedAt: 0,
  ...over,
})

export const addressOf = (id: number): string => `192.0.2.${String(id)}`

/** pve1, pve2, …, each with its number as last byte of its address. */
export const clusterOf = (ids: readonly number[], over: Partial<Cluster> = {}): Cluster => ({
  name: 'prod',
  quorate: true,
  version: 1,
  expectedVotes: ids.length,
  members: ids.map((id) => ({
    name: `pve${String(id)}`,
    nodeId: id,
    online: true,
    ip: addressOf(id),
    level: null,
    local: id === 1,
  })),
  ...over,
})

export const trusted = (cluster: Cluster | null, keys: MemberKeys = everyKey, node = 'pve1'): Trusted => ({
  node,
  cluster,
  keys: [keys],
})

/** As it is kept once its cluster has told of it. */
export const node = (id: number, over: Partial<KnownNode> = {}): KnownNode =>
  knownNode({
    id,
    name: `pve${String(id)}`,
    address: addressOf(id),
    addressSetBy: id === 1 ? 'operator' : 'cluster',
    corosync: { id, ip: addressOf(id) },
    ...over,
  })

export const PINS = [confirmed, learnt(addressOf(2)), learnt(addressOf(3))]
export const known = (...nodes: KnownNode[]) => ({ remote: prod({ pins: PINS }), nodes })
export const seen = (id: number, over: Partial<SeenMember> = {}): SeenMember => ({
  name: `pve${String(id)}`,
  address: addressOf(id),
  sshPort: null,
  addressSetBy: 'cluster',
  corosync: { id, ip: addressOf(id) },
  at: 5,
  ...over,
})
