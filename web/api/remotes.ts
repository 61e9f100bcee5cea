import type { AddedReply, List, TestReply, WholeRemote } from '../../src/api/contract.ts'
import { get, patch, post, remove } from './client.ts'
import { remoteBody, type RemoteForm, type Trusted } from './remote-form.ts'
import type { Remote } from './shapes.ts'

const pathOf = (id: number): string => `/api/remotes/${id}`

export const listRemotes = (signal: AbortSignal): Promise<List<Remote>> => get('/api/remotes', signal)

/** One remote with where its members are reached. */
export const wholeRemote = (id: number, signal: AbortSignal): Promise<WholeRemote> => get(pathOf(id), signal)

export const addRemote = (form: RemoteForm, trusted: Trusted): Promise<AddedReply> =>
  post('/api/remotes', remoteBody(form, trusted))

export const changeRemote = (id: number, change: object): Promise<Remote> => patch(pathOf(id), change)

export const testRemote = (id: number): Promise<TestReply> => post(`${pathOf(id)}/test`)

export const removeRemote = (id: number): Promise<void> => remove(pathOf(id))

/** Where a member is reached from here. */
export interface MemberPlace {
  readonly nodeId: number
  /** Null: where its cluster says. */
  readonly address: string | null
  /** Port of its sshd; null: that of the remote. */
  readonly port: number | null
  /** The host key that is confirmed there, `SHA256:…`; null: the one its cluster tells. */
  readonly hostKey: string | null
}

export const moveMember = (id: number, { nodeId, address, port, hostKey }: MemberPlace): Promise<unknown> =>
  patch(`${pathOf(id)}/members/${nodeId}`, {
    address,
    ...(port !== null && { port }),
    ...(hostKey !== null && { host_key_sha256: hostKey }),
  })
