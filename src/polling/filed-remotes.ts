import type { Clock } from '../lib/clock.ts'
import { semaphore } from '../lib/semaphore.ts'
import type { MemberState, Refusal } from '../model/desk.ts'
import { FailureError, failureOf } from '../model/failure.ts'
import type { Failure } from '../model/failure.ts'
import type { FiledRemote, Told } from '../model/filed-remote.ts'
import type { Remote } from '../model/remote.ts'
import type { Store } from '../store/port.ts'
import type { Desk } from './desk.ts'
import { changeTo, isAsFiled } from './filed-change.ts'

interface FileDeps {
  readonly desk: Desk
  readonly store: Store
  readonly clock: Clock
  readonly told: Told
}

export interface FiledRemotes {
  /** Makes the remotes what the file says. Those that came from it before and are not in it any more are removed. */
  apply(wanted: readonly FiledRemote[]): Promise<void>
  stop(this: void): void
}

/** So many are reached for at the same time. */
const AT_ONCE = 8
/** What could not be reached is tried again after so long. */
const AGAIN_MS = 60_000
/** Not tried again before the file is read again: refused credentials lock people out. */
const FINAL: readonly Failure['kind'][] = ['auth', 'untrusted', 'forbidden']

/** Keeps the remotes that come from the file as it says, also those that cannot be reached just now. */
export function filedRemotes(deps: FileDeps): FiledRemotes {
  let reading = 0
  let callOff = (): void => undefined
  const lastTold = new Map<string, string>()

  const tell = (name: string, failure: Failure | null): void => {
    const message = failure?.message ?? ''
    if (lastTold.get(name) === message) return
    lastTold.set(name, message)
    deps.told(name, failure)
  }
  const settle = async (wanted: readonly FiledRemote[], all: readonly FiledRemote[], of: number): Promise<void> => {
    const inOrder = semaphore(AT_ONCE)
    const open: FiledRemote[] = []
    const settleOne = async (one: FiledRemote): Promise<void> => {
      const failure = await settled(deps, one, all)
      if (of !== reading) return
      tell(one.name, failure)
      if (failure && !FINAL.includes(failure.kind)) open.push(one)
    }
    await Promise.all(wanted.map((one) => inOrder(() => settleOne(one))))
    if (of !== reading || open.length === 0) return
    callOff = deps.clock.after(AGAIN_MS, () => void settle(open, all, of))
  }
  const begin = (): number => {
    callOff()
    return ++reading
  }
  return {
    async apply(wanted) {
      const of = begin()
      lastTold.clear()
      await removeOthers(deps, wanted)
      await settle(wanted, wanted, of)
    },
    stop: begin,
  }
}

async function removeOthers({ desk, store }: FileDeps, wanted: readonly FiledRemote[]): Promise<void> {
  const remotes = await store.remotes()
  const kept = new Set(wanted.map((one) => known(one, wanted, remotes)?.id))
  for (const { id, fromFile } of remotes) if (fromFile && !kept.has(id)) await desk.remove(id)
}

/** The remote that an entry of the file is about: by its name, or where that is new by its address. */
function known(one: FiledRemote, wanted: readonly FiledRemote[], remotes: readonly Remote[]): Remote | undefined {
  const own = remotes.filter(({ fromFile }) => fromFile)
  const names = new Set(wanted.map(({ name }) => name))
  return (
    own.find(({ name }) => name === one.name) ??
    own.find(({ name, address, ssh }) => !names.has(name) && address === one.address && ssh?.port === one.ssh?.port)
  )
}

/** Makes one remote of the file what it says; null once it is. */
async function settled(deps: FileDeps, one: FiledRemote, all: readonly FiledRemote[]): Promise<Failure | null> {
  try {
    const remote = known(one, all, await deps.store.remotes())
    const id = remote?.id ?? (await added(deps, one))
    await changed(deps, id, one)
    await movedMembers(deps, id, one)
    return null
  } catch (error) {
    return failureOf(error)
  }
}

/** Its number. A remote that was added by hand is taken over. */
async function added({ desk, store }: FileDeps, one: FiledRemote): Promise<number> {
  const outcome = await desk.add(one, true)
  if (outcome.kind === 'added') return outcome.remote.id
  if (outcome.kind !== 'already-known') throw refused(outcome)
  const remote = await store.remote(outcome.remoteId)
  if (!remote || remote.fromFile)
    throw new FailureError('bad-reply', `it is ${remote?.name ?? ''}, which the file has too`, 'Take one of them out.')
  await store.changeRemote(remote.id, { fromFile: true })
  return remote.id
}

async function changed({ desk, store }: FileDeps, id: number, one: FiledRemote): Promise<void> {
  const remote = await store.remote(id)
  if (!remote || isAsFiled(remote, one)) return
  const outcome = await desk.change(id, changeTo(one))
  if (outcome.kind !== 'changed' && outcome.kind !== 'not-found') throw refused(outcome)
}

/** Members that the file does not name are where their cluster says, but for the one it is entered by. */
async function movedMembers(
  { desk }: FileDeps,
  id: number,
  { name, address: entrance, members }: FiledRemote,
): Promise<void> {
  const known = await desk.members(id)
  for (const wanted of members.keys())
    if (!known.some((member) => member.name === wanted))
      throw new FailureError('bad-reply', `${name} has no member ${wanted}`, 'Correct its name in the file of remotes.')
  for (const member of known) {
    const { address, sshPort } = members.get(member.name) ?? { address: null, sshPort: null }
    const isElsewhere =
      address === null
        ? member.addressSetBy === 'operator' && member.address !== entrance
        : !isAt(member, address, sshPort)
    if (!isElsewhere) continue
    const outcome = await desk.changeMember(id, member.nodeId, { address, sshPort, sshHostKeySha256: null })
    if (outcome.kind !== 'changed' && outcome.kind !== 'not-found') throw refused(outcome)
  }
}

const isAt = (member: MemberState, address: string, sshPort: number | null): boolean =>
  member.addressSetBy === 'operator' && member.address === address && member.sshPort === sshPort

function refused(refusal: Refusal): FailureError {
  switch (refusal.kind) {
    case 'untrusted': {
      const shown = refusal.fingerprints.map(({ type, sha256 }) => `${type} ${sha256}`).join(' and ')
      const hint = 'Compare it on the node, and correct the file of remotes.'
      return new FailureError('untrusted', `the host shows ${shown}, which is not in the file`, hint)
    }
    case 'not-pve':
      return new FailureError('command-failed', refusal.message, 'Give the address of a Proxmox VE node.')
    case 'failed':
      return new FailureError(refusal.failure.kind, refusal.failure.message, refusal.failure.hint)
  }
}
