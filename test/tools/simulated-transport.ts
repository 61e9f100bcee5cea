import type { TestContext } from 'node:test'
import type { SimulatedNode, Simulator } from '../../simulator/start.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { semaphore } from '../../src/lib/semaphore.ts'
import { Secret } from '../../src/model/secret.ts'
import { overHttps } from '../../src/transport/https.ts'
import type { KnownEntry } from '../../src/transport/https/api.ts'
import { pinnedCertificates } from '../../src/transport/https/certificate.ts'
import type { CertificatePolicy } from '../../src/transport/https/certificate.ts'
import { AT_ONCE } from '../../src/transport/https/ports.ts'
import type { Transport } from '../../src/transport/transport.ts'

interface Over {
  readonly token?: Simulator['token']
  /** The member that is meant; null for the one that answers. */
  readonly meant?: string | null
  readonly certificate?: CertificatePolicy
  /** Where else it can be asked. */
  readonly others?: readonly SimulatedNode[]
  readonly clock?: Clock
}

/** A way to a simulated node over HTTPS, for the length of a test. */
export function httpsTo(t: TestContext, simulator: Simulator, node: SimulatedNode, over: Over = {}): Transport {
  const { token = simulator.tokens.monitor, meant = null, others = [], clock = systemClock } = over
  const entry = (one: SimulatedNode): KnownEntry => ({
    host: one.address,
    port: one.httpsPort,
    certificate: pinnedCertificates([one.certificateFingerprint]),
    learnt: one !== node,
  })
  const own = { ...entry(node), ...(over.certificate && { certificate: over.certificate }) }
  const target = { entries: [own, ...others.map(entry)], tokenId: token.id, tokenSecret: new Secret(token.secret) }
  const transport = overHttps(target, meant, { clock, turns: semaphore(AT_ONCE) })
  t.after(() => {
    transport.close()
  })
  return transport
}
