import type { Clock } from '../lib/clock.ts'
import type { Random } from '../lib/random.ts'
import { semaphore } from '../lib/semaphore.ts'
import { FailureError } from '../model/failure.ts'
import type { Run } from '../model/transcript.ts'
import { overHttps } from '../transport/https.ts'
import type { CertificatePolicy } from '../transport/https/certificate.ts'
import { AT_ONCE } from '../transport/https/ports.ts'
import { heard } from '../transport/heard.ts'
import { overBoth } from '../transport/over-both.ts'
import { overSsh } from '../transport/over-ssh.ts'
import { sshLink } from '../transport/ssh.ts'
import type { SshTarget } from '../transport/ssh.ts'
import type { Listener } from '../transport/transcripts.ts'
import type { Transport } from '../transport/transport.ts'
import { httpsTarget, sshTarget } from './targets.ts'
import type { Access } from './targets.ts'

export interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  /** The socket of the SSH agent of whoever runs Panoramica. */
  readonly agent: string | undefined
  /** Decides on certificates that nobody confirmed. */
  readonly authorities: CertificatePolicy
  /** Given where somebody listens in to what is asked. */
  readonly listenTo?: ((over: Run['over']) => Listener) | undefined
}

function shellOver(target: SshTarget, { clock, random, listenTo }: Surroundings): Transport {
  const link = sshLink(target, { clock, random })
  const listener = listenTo?.('ssh')
  return overSsh(link, listener && ((kind) => heard(link, listener.begin(kind), clock)))
}

/** The way to a node, over all that there is access to. Nothing is connected before something is asked. */
export function transportTo(access: Access, surroundings: Surroundings): Transport {
  const { clock, agent, authorities, listenTo } = surroundings
  const { ssh, api, member } = access
  const turns = member?.turns ?? semaphore(AT_ONCE)
  const shell = ssh && shellOver(sshTarget(access, ssh, agent), surroundings)
  const https =
    api &&
    overHttps(httpsTarget(access, api, authorities), member?.name ?? null, {
      clock,
      turns,
      listener: listenTo?.('https'),
    })
  const transport = https && shell ? overBoth(https, shell) : (https ?? shell)
  if (transport) return transport
  throw new FailureError('forbidden', 'this remote has no access', 'Give an SSH user and key, or an API token.')
}
