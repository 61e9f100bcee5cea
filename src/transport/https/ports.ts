import type { Semaphore } from '../../lib/semaphore.ts'
import { FailureError } from '../../model/failure.ts'
import type { FailureKind } from '../../model/failure.ts'
import type { PvePath } from '../catalogue.ts'
import { fitted, listed } from '../listed.ts'
import { getKey } from '../section.ts'
import type { Get } from '../section.ts'
import { sharedReads } from '../shared-reads.ts'
import type { PortsOf } from '../transport.ts'
import type { HttpsApi, Told } from './api.ts'
import { NoConnection } from './failures.ts'
import { checkPrivileges } from './privileges.ts'
import type { Privileges } from './privileges.ts'

/** As many requests as one remote gets at once. */
export const AT_ONCE = 5

/** Longer than the 3 s and 5 s that PVE waits for an agent (PVE/QMPClient.pm). */
export const SECONDS = 20
const SLOW_SECONDS = 60

/** What has been asked, so that it need not be asked again. */
export type Replies = ReadonlyMap<string, Promise<Told>>

interface Tick {
  readonly reads: ReturnType<typeof sharedReads>
  readonly replies: Map<string, Promise<Told>>
}

const freshTick = (known?: Replies): Tick => ({ reads: sharedReads(), replies: new Map(known) })

export interface HttpsPorts {
  readonly api: HttpsApi
  /** Shared by all that ask one remote. */
  readonly turns: Semaphore
  privileges(this: void): Promise<Privileges>
  /** What was asked just now. */
  readonly known: Replies
}

/** Ports to a node: each path is one request, whoever asks for it in one tick. */
export function portsOver({ api, turns, privileges, known }: HttpsPorts, node: string): PortsOf {
  const ask = untilGone(api, turns)
  let tick = freshTick(known)
  let ending = false
  const thisTick = (): Tick => {
    if (!ending)
      setImmediate(() => {
        tick = freshTick()
        ending = false
      })
    ending = true
    return tick
  }

  const toldOf = async (get: Get, { replies }: Tick): Promise<Told> => {
    const path = listed(get, node)
    checkPrivileges(get.path, path, await privileges())
    const reply = replies.get(getKey(get)) ?? ask(get, path)
    replies.set(getKey(get), reply)
    return reply
  }

  return (trace) => ({
    pve: {
      get: (path, schema, args = {}) => {
        const [get, now] = [{ path, args }, thisTick()]
        return now.reads(trace, get, schema, async (own) => {
          own.via = 'https'
          const { data, milliseconds } = await toldOf(get, now)
          own.durationMs += milliseconds
          return fitted(get, data, schema)
        })
      },
    },
    shell: null,
  })
}

/** Asks until nobody is there any more: then what is still open is not asked. */
function untilGone(api: HttpsApi, turns: Semaphore): (get: Get, path: PvePath) => Promise<Told> {
  let gone: Error | null = null
  let silences = 0
  const ask = async (get: Get, { slow, inside }: PvePath): Promise<Told> => {
    if (gone) throw gone
    try {
      const told = await api.get(get, slow ? SLOW_SECONDS : SECONDS)
      silences = 0
      return told
    } catch (error) {
      if (!isOf(error, 'timeout')) silences = 0
      else if (!slow && !inside) silences++
      const final = error instanceof NoConnection || isOf(error, 'auth', 'untrusted') || silences > AT_ONCE
      if (final && error instanceof FailureError) gone ??= error
      throw error
    }
  }
  return (get, path) => turns(() => ask(get, path))
}

const isOf = (error: unknown, ...kinds: readonly FailureKind[]): boolean =>
  error instanceof FailureError && kinds.includes(error.failure.kind)
