import { FailureError, failureOf } from '../model/failure.ts'
import type { FailureKind } from '../model/failure.ts'
import type { Identity } from './identify.ts'
import type { Offered, PveApi, Shell } from './ports.ts'
import type { Transport } from './transport.ts'

/** Why a way is no use, as far as it is not. */
type Missing = Map<'api' | 'ssh', FailureError>

/** What another try would only make worse, until the operator acts. */
const REFUSALS: readonly FailureKind[] = ['auth', 'untrusted']
/** What the other way may do better. */
const WAY_OUT: readonly FailureKind[] = [...REFUSALS, 'forbidden', 'unreachable']

const isOf = (error: unknown, kinds: readonly FailureKind[]): error is FailureError =>
  error instanceof FailureError && kinds.includes(error.failure.kind)

/**
 * Reads of PVE over HTTPS, all else over SSH. Where HTTPS does not work or is not allowed to, SSH stands in. A way that
 * was refused is not tried again before `resume`.
 */
export function overBoth(api: Transport, ssh: Transport): Transport {
  const missing: Missing = new Map()
  return {
    identify: () => identify({ api, ssh }, missing),
    portsOf(node, kind) {
      const [overApi, overSsh] = [api.portsOf(node, kind), ssh.portsOf(node, kind)]
      return (trace) => joined(overApi(trace), overSsh(trace), missing)
    },
    get guestsAtOnce() {
      return missing.has('api') ? ssh.guestsAtOnce : api.guestsAtOnce
    },
    memberKeys: async () => (await Promise.all([api.memberKeys(), ssh.memberKeys()])).flat(),
    missing: () => [...missing.values()],
    resume() {
      missing.clear()
    },
    close() {
      api.close()
      ssh.close()
    },
  }
}

async function identify(
  ways: { readonly api: Transport; readonly ssh: Transport },
  missing: Missing,
): Promise<Identity> {
  const ask = async (way: 'api' | 'ssh'): Promise<Identity | null> => {
    if (isOf(missing.get(way), REFUSALS)) return null
    missing.delete(way)
    try {
      const identity = await ways[way].identify()
      if (identity.product !== null) return identity
      missing.set(way, new FailureError('command-failed', identity.reason ?? 'not a Proxmox VE node'))
    } catch (error) {
      missing.set(way, asFailureError(error))
    }
    return null
  }
  const [overApi, overSsh] = await Promise.all([ask('api'), ask('ssh')])
  if (overApi && overSsh && overApi.node !== overSsh.node) missing.set('ssh', otherNode(overApi.node, overSsh.node))
  const identity = overApi ?? overSsh
  if (!identity) throw mostHopeful([...missing.values()])
  return { ...identity, guests: (missing.has('ssh') ? null : overSsh?.guests) ?? identity.guests }
}

/** A refusal would end all tries. */
const mostHopeful = (failures: readonly FailureError[]): FailureError =>
  failures.find(({ failure }) => !REFUSALS.includes(failure.kind)) ??
  failures[0] ??
  new FailureError('bug', 'neither way was tried')

function joined(api: Offered, ssh: Offered, missing: Missing): Offered {
  const withoutShell = missing.get('ssh')
  return {
    pve: missing.has('api') ? ssh.pve : api.pve && ssh.pve && either(api.pve, ssh.pve, missing),
    shell: withoutShell ? refusing(withoutShell) : ssh.shell,
  }
}

/** Asks over HTTPS, and over SSH what that cannot tell. */
const either = (api: PveApi, ssh: PveApi, missing: Missing): PveApi => ({
  get: (...asked) =>
    api.get(...asked).catch((error: unknown) => {
      if (isOf(error, REFUSALS)) missing.set('api', error)
      if (isOf(error, WAY_OUT) && !missing.has('ssh')) return ssh.get(...asked)
      throw error
    }),
})

const refusing = (failure: FailureError): Shell => ({
  run: () => Promise.reject(failure),
  read: () => Promise.reject(failure),
})

const otherNode = (api: string, ssh: string): FailureError =>
  new FailureError('bad-reply', `over SSH ${ssh} answers, over HTTPS ${api}`, 'Check the address of this node.')

function asFailureError(error: unknown): FailureError {
  if (error instanceof FailureError) return error
  const { kind, message, hint } = failureOf(error)
  return new FailureError(kind, message, hint, { cause: error })
}
