import { cluster } from '../collectors/cluster/cluster.ts'
import type { Clock } from '../lib/clock.ts'
import type { Refusal } from '../model/desk.ts'
import { failureOf } from '../model/failure.ts'
import type { Failure } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import type { Transport } from '../transport/transport.ts'
import { Untrusted } from '../transport/untrusted.ts'
import { factIn, look } from './look.ts'
import type { Look, Wanted } from './look.ts'
import { keysOfOthers } from './members.ts'
import type { Trusted } from './members.ts'
import type { Access } from './targets.ts'

/** What came of a first look. */
export interface Visit extends Trusted {
  readonly observations: readonly Observation[]
}

export async function lookAtNode(transport: Transport, wanted: Wanted, clock: Clock): Promise<Look | Refusal> {
  const seen = await look(transport, wanted, clock)
  return seen.identity.product === null ? { kind: 'not-pve', message: seen.identity.reason ?? '' } : seen
}

/** A look that also learns by which keys the node knows the other members of its cluster. */
export async function firstLook(transport: Transport, wanted: Wanted, clock: Clock): Promise<Visit | Refusal> {
  const seen = await lookAtNode(transport, wanted, clock)
  if ('kind' in seen) return seen
  const { identity, observations } = seen
  const { node } = identity
  const fact = factIn(observations, cluster)
  return { node, observations, cluster: fact, keys: await keysOfOthers(transport, fact, node) }
}

/** Connections that are made for a moment, to see what is there. */
export interface Visits {
  /** Runs `task` over connections of its own; what keeps one of them from working becomes a refusal. */
  to<T>(this: void, access: Access, task: (transport: Transport) => Promise<T>): Promise<T | Refusal>
  /** Ends those under way; there are no more. */
  end(this: void): void
}

export function openVisits(connect: (access: Access) => Transport): Visits {
  const open = new Set<Transport>()
  let ended = false
  return {
    async to(access, task) {
      if (ended) return { kind: 'failed', failure: STOPPING }
      let transport: Transport | null = null
      try {
        transport = connect(access)
        open.add(transport)
        const result = await task(transport)
        const [missing, ...others] = transport.missing()
        return missing ? refusalFor([missing, ...others]) : result
      } catch (error) {
        return refusalFor([error, ...(transport?.missing() ?? [])])
      } finally {
        transport?.close()
        if (transport) open.delete(transport)
      }
    },
    end() {
      ended = true
      for (const transport of open) transport.close()
    },
  }
}

const STOPPING: Failure = { kind: 'unreachable', message: 'Panoramica is about to stop', hint: 'Try again.' }

/** What nobody confirmed yet is shown at once: a host key, a certificate, or both. */
function refusalFor([error, ...others]: readonly [unknown, ...unknown[]]): Refusal {
  const untrusted = [...new Set([error, ...others])].filter((one) => one instanceof Untrusted)
  const expected = untrusted.find((one) => one.expected !== null)?.expected ?? null
  if (untrusted.length > 0)
    return { kind: 'untrusted', fingerprints: untrusted.map(({ offered }) => offered), expected }
  return { kind: 'failed', failure: failureOf(error) }
}
