import { pino } from 'pino'
import { openAccounts } from '../api/auth/accounts.ts'
import type { Accounts } from '../api/auth/port.ts'
import { entranceOf } from '../api/entrance.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { systemRandom as random } from '../lib/random.ts'
import { COMMAND_LINE } from '../model/audit.ts'
import type { AuditAction } from '../model/audit.ts'
import { ROLES } from '../model/role.ts'
import type { Role } from '../model/role.ts'
import { openStore } from '../store/open.ts'
import { configAt } from './command.ts'
import type { Where } from './command.ts'
import { UsageError } from './usage.ts'

/** What commands on users and tokens work with. The server may be running beside them. */
export interface Desk extends Pick<Accounts, 'users' | 'tokens'> {
  /** Where browsers reach the server. */
  readonly origin: string
  /** Writes down that it was done here. */
  done(this: void, action: AuditAction, subject: string): Promise<void>
}

export function roleIn(text: string | undefined): Role {
  const role = ROLES.find((one) => one === text)
  if (role) return role
  throw new UsageError(`--role takes ${ROLES.join(' or ')}${text === undefined ? '' : `, not ${text}`}`)
}

/** Opens the store that the flags and the environment name, for one task. */
export async function atDesk(where: Where, task: (desk: Desk) => Promise<void>): Promise<void> {
  const config = configAt(where)
  const { site, tls, oidc } = entranceOf(config)
  const store = await openStore(config, random)
  try {
    const log = pino({ level: 'error' }, process.stderr)
    const accounts = await openAccounts({ store, site, oidc, log, clock, random, firstAdmin: null })
    await task({
      users: accounts.users,
      tokens: accounts.tokens,
      origin: site.publicOrigin ?? `${tls ? 'https' : 'http'}://127.0.0.1:${config.port}`,
      done: (action, subject) =>
        store.recordEvent({ at: clock.now(), action, actor: COMMAND_LINE, subject, from: null, ok: true }),
    })
  } finally {
    await store.close()
  }
}
