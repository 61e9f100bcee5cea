import type { SimulatedNode } from '../simulator/start.ts'
import { version } from '../src/collectors/node/version.ts'
import type { KnownNode, Pin } from '../src/model/remote.ts'
import { Secret } from '../src/model/secret.ts'
import { dueAt } from '../src/polling/due.ts'
import type { SeenMember, Store } from '../src/store/port.ts'
import type { Simulated } from './fleet-process.ts'

/** When the read of each node is due, by the port of its sshd, milliseconds since the epoch. */
export type DueTimes = ReadonlyMap<number, number>

/** Adds a fleet, a remote a cluster, in which the nodes become due one after the other, evenly over `overMs` from `from` on. */
export async function seedFleet(
  store: Store,
  fleet: Simulated,
  intervalMs: number,
  whenDue: { readonly from: () => number; readonly overMs: number },
): Promise<DueTimes> {
  for (const members of Map.groupBy(fleet.nodes, ({ group }) => group).values()) await addCluster(store, fleet, members)
  const nodes = await store.nodes()
  const from = whenDue.from()
  const due = nodes.map((node, index) => ({ node, at: from + Math.round((whenDue.overMs * placeOf(index)) / 1000) }))
  await Promise.all(due.map(({ node, at }) => saveRead(store, node, at - intervalOf(node, intervalMs))))
  return new Map(due.map(({ node, at }) => [node.sshPort ?? 0, at]))
}

/** Puts neighbours far from each other; a permutation of a thousand, since 617 is prime. */
const placeOf = (index: number): number => (index * 617) % 1000

const intervalOf = ({ id: nodeId }: KnownNode, intervalMs: number): number =>
  dueAt({ nodeId, lastAt: 0, tookMs: 0, misses: 0, stopped: null }, intervalMs)

async function addCluster(store: Store, fleet: Simulated, members: readonly SimulatedNode[]): Promise<void> {
  const [first] = members
  if (!first) return
  const { username, privateKey } = fleet
  const at = Date.now()
  const ssh = {
    port: first.port,
    username,
    privateKey: new Secret(privateKey),
    passphrase: null,
    password: null,
    useAgent: false,
    sudo: false,
  }
  const pins = members.map(({ address: host, port, fingerprint: sha256 }): Pin => {
    return { kind: 'ssh', host, port, sha256, keyType: null }
  })
  const seen = members.map(({ name, address, port: sshPort }): SeenMember => {
    return { name, address, sshPort, addressSetBy: 'operator', corosync: { id: null, ip: null }, at }
  })
  const name = `${first.cluster ?? first.name} ${String(first.group)}`
  const { cluster, address } = first
  await store.addRemote(
    { name, address, cluster, site: null, ssh, api: null, pins: [], fromFile: false, addedAt: at },
    { pins, seen, gone: [], removed: [] },
  )
}

/** It was read then, and all but one fact is due with its next read. */
const saveRead = (store: Store, { id, name }: KnownNode, at: number): Promise<void> =>
  store.save(id, [
    {
      collector: version.name,
      subject: { scope: 'node', node: name },
      outcome: { status: 'absent', reason: 'not read yet', hint: null },
      at,
      durationMs: 0,
      via: 'ssh-batch',
    },
  ])
