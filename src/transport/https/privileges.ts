import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import { looseBoolean } from '../../pve/loose.ts'
import type { PvePath } from '../catalogue.ts'

/** What an API token holds of what it takes to read; null where it does not tell. */
export type Privileges = ReadonlySet<string> | null

/**
 * `GET /access/permissions`: by path of the access control list the privileges, each with whether it goes for what is
 * below. What comes from above is told again for `/nodes` and the like (PVE/RPCEnvironment.pm).
 */
export const permissionsReply = z.record(z.string(), z.record(z.string(), looseBoolean.catch(false)))

/** Where privileges of a kind are looked for. */
const PLACES: Readonly<Record<string, string>> = { Sys: '/nodes', VM: '/vms', Datastore: '/storage', SDN: '/sdn' }

const placeOf = (privilege: string): string => PLACES[privilege.split('.', 1)[0] ?? ''] ?? '/'

/** Those that are held for something at least. */
export const privilegesIn = (reply: z.infer<typeof permissionsReply>): ReadonlySet<string> =>
  new Set(
    Object.entries(reply).flatMap(([path, held]) =>
      Object.entries(held)
        .filter(([name, below]) => path.startsWith(`${placeOf(name)}/`) || (path === placeOf(name) && below))
        .map(([name]) => name),
    ),
  )

const PVE_AUDITOR =
  'Give it the role PVEAuditor on /, for all that is below; a token with privileges of its own has no more of them than its user.'
const BESIDE_AUDITOR = [
  {
    named: /VM\.Monitor/,
    hint: 'PVEAuditor lets a token ask guest agents since PVE 9. Before, it takes VM.Monitor, which also opens the monitor of QEMU: give it only where that is no harm, or give this remote SSH access as well.',
  },
  {
    named: /Sys\.Modify/,
    hint: 'PVEAuditor does not bring Sys.Modify, which also lets a token change nodes: give it only where that is no harm, or give this remote SSH access as well.',
  },
]

/** The next step for a token that lacks the privileges that are named. */
export const hintFor = (words: string): string =>
  BESIDE_AUDITOR.find(({ named }) => named.test(words))?.hint ?? PVE_AUDITOR

/**
 * Refuses what PVE would refuse, which costs it a connection each time (PVE/APIServer/AnyEvent.pm), or answer with less
 * than there is, without a word.
 */
export function checkPrivileges(path: string, { privileges = [] }: PvePath, held: Privileges): void {
  const lacking = privileges.find((names) => held !== null && !names.split('|').some((name) => held.has(name)))
  if (lacking === undefined) return
  const names = lacking.split('|')
  const what = `${names.join(' or ')} on ${placeOf(names[0] ?? '')}`
  throw new FailureError('forbidden', `the API token does not hold ${what}, which ${path} takes`, hintFor(what))
}
