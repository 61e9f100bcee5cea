import type { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import type { Semaphore } from '../lib/semaphore.ts'
import { Absent, FailureError } from '../model/failure.ts'
import { HTTPS_PATHS, PVE_PATHS } from './catalogue.ts'
import { httpsApi } from './https/api.ts'
import type { HttpsApi, HttpsTarget, Told } from './https/api.ts'
import { heardApi, hearingFor } from './https/heard-api.ts'
import { guestsIn, nodeIn, resourcesReply, statusReply } from './https/identify.ts'
import { certificatesIn, nodesReply } from './https/member-certificates.ts'
import { SECONDS, portsOver } from './https/ports.ts'
import type { HttpsPorts } from './https/ports.ts'
import { checkPrivileges, permissionsReply, privilegesIn } from './https/privileges.ts'
import type { Privileges } from './https/privileges.ts'
import type { Identity } from './identify.ts'
import { fitted, listed } from './listed.ts'
import { getKey } from './section.ts'
import type { Listener } from './transcripts.ts'
import type { Transport } from './transport.ts'

export interface HttpsSurroundings {
  readonly clock: Clock
  /** Shared by all that ask one remote. */
  readonly turns: Semaphore
  readonly listener?: Listener | undefined
  /** No request takes longer. */
  readonly maxSeconds?: number
}

/** One guest a request: so few at a time that silent ones do not keep all turns of a remote for long. */
const GUESTS_AT_ONCE = 5

/** `meant`: the member to read, which another one may answer for; null for the one that answers. */
export function overHttps(target: HttpsTarget, meant: string | null, surroundings: HttpsSurroundings): Transport {
  const { ear, looking, reading, beginning } = hearingFor(surroundings.listener)
  const { clock, turns, maxSeconds } = surroundings
  const api = httpsApi(target, clock, maxSeconds)
  const session = sessionOver(heardApi(api, ear, clock), turns)
  return {
    identify() {
      looking()
      return identify(session, meant)
    },
    portsOf(node, kind) {
      if (kind) return portsOver(session.beside(heardApi(api, beginning(kind), clock)), node)
      reading()
      return portsOver(session.ports(), node)
    },
    guestsAtOnce: GUESTS_AT_ONCE,
    async memberKeys() {
      const rows = await session.read('/nodes', nodesReply).catch(() => [])
      return [certificatesIn(rows)]
    },
    missing: () => [],
    resume: () => undefined,
    close: session.close,
  }
}

interface Session {
  /** Forgets what was asked before. */
  begin(): void
  read<T>(path: string, schema: z.ZodType<T>): Promise<T>
  /** For one look: what was asked of this session just now is not asked again. */
  ports(): HttpsPorts
  /** The same over an API of its own, and nothing that was asked for a look is taken from it. */
  beside(this: void, api: HttpsApi): HttpsPorts
  close(this: void): void
}

const LISTED = [...PVE_PATHS, ...HTTPS_PATHS]

function sessionOver(api: HttpsApi, turns: Semaphore): Session {
  let known = new Map<string, Promise<Told>>()
  let held: Promise<Privileges> | null = null

  const ask = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const get = { path, args: {} }
    const told = turns(() => api.get(get, SECONDS))
    known.set(getKey(get), told)
    return fitted(get, (await told).data, schema)
  }
  const privileges = (): Promise<Privileges> => {
    held ??= ask('/access/permissions', permissionsReply).then(privilegesIn, (error: unknown) => {
      held = null
      throw error
    })
    return held
  }
  return {
    begin() {
      known = new Map()
      held = null
    },
    async read(path, schema) {
      checkPrivileges(path, listed({ path, args: {} }, '', LISTED), await privileges())
      return ask(path, schema)
    },
    ports() {
      const before = known
      known = new Map()
      return { api, turns, privileges, known: before }
    },
    beside: (own) => ({ api: own, turns, privileges, known: new Map() }),
    close: api.close,
  }
}

/** Three requests: what the token may read, who answers, and which guests there are. */
async function identify(session: Session, meant: string | null): Promise<Identity> {
  session.begin()
  try {
    const [rows, resources] = await Promise.all([
      session.read('/cluster/status', statusReply),
      session.read('/cluster/resources', resourcesReply).catch(() => null),
    ])
    const node = nodeIn(rows, meant)
    return { node, product: 'pve', reason: null, guests: resources && guestsIn(resources, node) }
  } catch (error) {
    if (!isForeign(error)) throw error
    const reason = 'what answers there is not the API of Proxmox VE'
    // Where a node was before, there is hope that it comes back.
    if (meant !== null) throw new FailureError('bad-reply', reason, null, { cause: error })
    return { node: '', product: null, reason, guests: null }
  }
}

const isForeign = (error: unknown): boolean =>
  error instanceof Absent || (error instanceof FailureError && error.failure.kind === 'bad-reply')
