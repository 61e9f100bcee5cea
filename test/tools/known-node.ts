import assert from 'node:assert/strict'
import type { KnownNode } from '../../src/model/remote.ts'
import type { MembersChange, SeenMember, Store } from '../../src/store/port.ts'

/** A node as it is kept: pve1 of remote 1, where its cluster says it is. */
export const knownNode = (over: Partial<KnownNode> = {}): KnownNode => ({
  id: 1,
  remoteId: 1,
  name: 'pve1',
  address: '192.0.2.1',
  sshPort: null,
  addressSetBy: 'cluster',
  corosync: { id: null, ip: null },
  gone: null,
  firstSeenAt: 0,
  lastSeenAt: 0,
  ...over,
})

export const seenMember = (name: string, address: string, at: number): SeenMember => ({
  name,
  address,
  sshPort: null,
  addressSetBy: 'cluster',
  corosync: { id: null, ip: null },
  at,
})

export const NO_CHANGE: MembersChange = { pins: [], seen: [], gone: [], removed: [] }

/** Has a store keep a node of a remote. */
export async function sawNode(
  store: Store,
  { remoteId, name, address, at }: { remoteId: number; name: string; address: string; at: number },
): Promise<KnownNode> {
  await store.changeRemote(remoteId, {}, { ...NO_CHANGE, seen: [seenMember(name, address, at)] })
  const node = (await store.nodes()).find((one) => one.remoteId === remoteId && one.name === name)
  return node ?? assert.fail(`there is no remote ${String(remoteId)}`)
}
