import type { AuditEvent, List, Session, Token, User } from '../../src/api/contract.ts'
import { get, patch, post, remove } from './client.ts'

export const ROLES = ['viewer', 'admin'] as const

export type Role = User['role']

export const listUsers = (signal: AbortSignal): Promise<List<User>> => get('/api/users', signal)

/** Whoever has no password signs in with a link, a passkey or their organisation. */
export const addUser = ({ email, role, password }: { email: string; role: Role; password: string }): Promise<User> =>
  post('/api/users', { email: email.trim(), role, ...(password !== '' && { password }) })

export const changeRole = (id: string, role: Role): Promise<User> => patch(`/api/users/${id}`, { role })

export const removeUser = (id: string): Promise<void> => remove(`/api/users/${id}`)

/** Signs in whoever opens it, once and soon. */
export const linkFor = (id: string): Promise<{ readonly url: string }> => post(`/api/users/${id}/sign-in-link`)

export const listTokens = (signal: AbortSignal): Promise<List<Token>> => get('/api/tokens', signal)

/** The only time that a token says what it is. */
export const createToken = (name: string, role: Role): Promise<{ readonly token: string }> =>
  post('/api/tokens', { name: name.trim(), role })

export const revokeToken = (id: string): Promise<void> => remove(`/api/tokens/${id}`)

export const listSessions = (signal: AbortSignal): Promise<List<Session>> => get('/api/sessions', signal)

export const endSession = (id: string): Promise<void> => remove(`/api/sessions/${id}`)

interface AuditPage {
  readonly items: readonly AuditEvent[]
  readonly next_cursor: string | null
}

export const listEvents = (cursor: string | null, signal: AbortSignal): Promise<AuditPage> =>
  get(`/api/audit?limit=50${cursor === null ? '' : `&cursor=${cursor}`}`, signal)
