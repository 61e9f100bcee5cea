import type { Fleet } from '../fleet/fleet.ts'
import type { Clock } from '../lib/clock.ts'
import type { Unread } from '../model/read-share.ts'
import type { Standing } from '../store/sharing-port.ts'
import { openUnread } from './unread.ts'

export interface CompanyDeps {
  readonly clock: Pick<Clock, 'now'>
  readonly fleet: Pick<Fleet, 'leaveUnread'>
  /** Whether it shows the whole fleet, or needs only what it reads. */
  readonly serves: boolean
  /** Told which remotes nobody reads, and why, each time that changes. */
  unread(this: void, remotes: ReadonlyMap<number, Unread>): void
  /** Told which versions share the database, each time they are others than before; null for an older one. */
  met(this: void, versions: readonly (string | null)[]): void
}

/** What a process knows of the others and of their work, beside its own leases. */
export interface Company {
  takeIn(this: void, standing: Standing): void
  /** Remotes that nobody reads. */
  unread(this: void): ReadonlyMap<number, Unread>
  /** Why this process is to stop, as soon as it is. */
  readonly superseded: Promise<Error>
}

export function openCompany({ clock, fleet, serves, unread: told, met }: CompanyDeps): Company {
  const superseding = Promise.withResolvers<Error>()
  const unreadIn = openUnread(clock, told)
  let unread: ReadonlyMap<number, Unread> = new Map()
  let known = ''
  return {
    takeIn(standing) {
      if (standing.superseded) {
        superseding.resolve(standing.superseded)
        return
      }
      unread = unreadIn(standing)
      if (serves) fleet.leaveUnread(unread)
      const versions = standing.versions.toSorted()
      if (versions.join() !== known) met(versions)
      known = versions.join()
    },
    unread: () => unread,
    superseded: superseding.promise,
  }
}
