import { version } from '../collectors/node/version.ts'
import type { MemberChange, MemberOutcome, MemberState, Refusal } from '../model/desk.ts'
import type { Failure } from '../model/failure.ts'
import type { KnownNode, Pin } from '../model/remote.ts'
import type { SeenMember } from '../store/port.ts'
import { storedAs } from './desk-deps.ts'
import type { DeskDeps } from './desk-deps.ts'
import { ofNode } from './look.ts'
import { isTrusted, movedPins } from './members.ts'
import type { Known } from './members.ts'
import { watchChanged } from './seating.ts'
import { pinAt } from './targets.ts'
import type { Access } from './targets.ts'
import { lookAtNode } from './visit.ts'
import type { Visits } from './visit.ts'

/** The members of a remote, and what keeps those from being read that are not. */
export async function membersOf(deps: DeskDeps, remoteId: number): Promise<readonly MemberState[]> {
  const known = await storedAs(deps, remoteId)
  return known?.nodes.map((node) => stateOf(deps, known, node)) ?? []
}

function stateOf({ rounds }: DeskDeps, { remote }: Known, node: KnownNode): MemberState {
  const { id: nodeId, name, address, sshPort, addressSetBy, gone } = node
  const keyless = gone === null && !isTrusted(remote, node) ? withoutKey(name) : null
  return {
    nodeId,
    name,
    address,
    sshPort,
    addressSetBy,
    stopped: rounds.stopped(nodeId) ?? keyless,
    silence: rounds.silence(nodeId),
  }
}

const withoutKey = (name: string): Failure => ({
  kind: 'untrusted',
  message: `its cluster does not tell the key of ${name}`,
  hint: `Run \`pvecm updatecerts\` on ${name}, or set its address and confirm the key.`,
})

/**
 * Moves a member to the address where it is reached from here, with the key it is known by, once it has answered there.
 * Back to where its cluster says it goes untried.
 */
export async function changeMember(
  deps: DeskDeps,
  visits: Visits,
  remoteId: number,
  nodeId: number,
  change: MemberChange,
): Promise<MemberOutcome> {
  const { store, fleet, clock } = deps
  const before = await storedAs(deps, remoteId)
  const node = before?.nodes.find(({ id, gone }) => id === nodeId && gone === null)
  if (!before || !node) return { kind: 'not-found' }
  const member = moved(node, change, clock.now())
  const pins = movedPins(before.remote, node, member, change.sshHostKeySha256, await keysFor(deps, before, node))
  const access = accessAt(before, member, pins)
  const refusal = change.address === null ? null : await refusalOf(deps, visits, access, node.name)
  if (refusal) return refusal
  await store.changeRemote(remoteId, {}, { pins, seen: [member], gone: [], removed: [] })
  const after = await storedAs(deps, remoteId)
  const now = after?.nodes.find(({ id }) => id === nodeId)
  if (!after || !now) return { kind: 'not-found' }
  fleet.place(after.remote, after.nodes)
  watchChanged(deps, before, after)
  return { kind: 'changed', member: stateOf(deps, after, now) }
}

function moved({ name, corosync }: KnownNode, { address, sshPort }: MemberChange, at: number): SeenMember {
  if (address !== null) return { name, address, sshPort, addressSetBy: 'operator', corosync, at }
  return { name, address: corosync.ip ?? name, sshPort: null, addressSetBy: 'cluster', corosync, at }
}

/** By what another member knows it, where its key is not known yet. */
const keysFor = async ({ rounds }: DeskDeps, { remote }: Known, node: KnownNode) =>
  isTrusted(remote, node) ? [] : ((await rounds.answering(remote.id)[0]?.transport.memberKeys()) ?? [])

function accessAt(
  { remote: { ssh, api, pins: known } }: Known,
  { address, sshPort }: SeenMember,
  pins: readonly Pin[],
): Access {
  const others = known.filter(({ kind, host, port }) => !pinAt(pins, kind, host, port))
  return { address, ssh: ssh && { ...ssh, port: sshPort ?? ssh.port }, api, pins: [...others, ...pins] }
}

async function refusalOf({ clock }: DeskDeps, visits: Visits, access: Access, name: string): Promise<Refusal | null> {
  const seen = await visits.to(access, (transport) => lookAtNode(transport, ofNode([version]), clock))
  if ('kind' in seen) return seen
  const { node } = seen.identity
  if (node === name) return null
  const message = `the host at ${access.address} calls itself ${node}, not ${name}`
  return { kind: 'failed', failure: { kind: 'bad-reply', message, hint: 'Check the address.' } }
}
