import type { Clock } from '../../lib/clock.ts'
import { ALL } from './library.ts'
import type { Library } from './library.ts'
import type { Session, Sessions } from './port.ts'

/** As the library hands it out. */
interface SessionRow {
  readonly id: string
  /** What the cookie holds: it never leaves this file. */
  readonly token: string
  readonly createdAt: Date
  readonly expiresAt: Date
  readonly ipAddress: string | null
  readonly userAgent: string | null
}

export function openSessions(library: Library, clock: Clock): Sessions {
  const rowsOf = async (userId: string): Promise<SessionRow[]> => {
    const { adapter } = await library.$context
    const where = [{ field: 'userId', value: userId }]
    const sortBy = { field: 'createdAt', direction: 'desc' } as const
    const rows = await adapter.findMany<SessionRow>({ model: 'session', where, sortBy, limit: ALL })
    return rows.filter(({ expiresAt }) => expiresAt.getTime() > clock.now())
  }
  const endAll = async (rows: readonly SessionRow[]): Promise<void> => {
    const { internalAdapter } = await library.$context
    if (rows.length > 0) await internalAdapter.deleteSessions(rows.map(({ token }) => token))
  }
  return {
    of: async (userId) => (await rowsOf(userId)).map(sessionOf),
    async end(userId, sessionId) {
      const rows = (await rowsOf(userId)).filter(({ id }) => id === sessionId)
      await endAll(rows)
      return rows.length > 0
    },
    async endOthers(userId, keepSessionId) {
      await endAll((await rowsOf(userId)).filter(({ id }) => id !== keepSessionId))
    },
  }
}

const sessionOf = ({ id, createdAt, expiresAt, ipAddress, userAgent }: SessionRow): Session => ({
  id,
  createdAt: createdAt.getTime(),
  expiresAt: expiresAt.getTime(),
  address: ipAddress === '' ? null : ipAddress,
  userAgent: userAgent === '' ? null : userAgent,
})
