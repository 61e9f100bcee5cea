import type { TestContext } from 'node:test'
import type { SimulatedNode, Simulator } from '../../simulator/start.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { pinned } from '../../src/transport/host-keys.ts'
import type { Link } from '../../src/transport/section.ts'
import { sshLink } from '../../src/transport/ssh.ts'

/** Patience runs out sooner, so that a test need not wait for it. */
const impatient: Clock = { ...systemClock, after: (ms, run) => systemClock.after(ms / 4, run) }

/** A connection to a simulated node for the length of a test. */
export function linkTo(t: TestContext, simulator: Simulator, node: SimulatedNode): Link {
  const target = {
    host: node.address,
    port: node.port,
    username: simulator.username,
    privateKey: simulator.privateKey,
    sudo: false,
    hostKey: pinned([node.fingerprint]),
  }
  const link = sshLink(target, { clock: impatient, random: systemRandom, maxSeconds: 1 })
  t.after(() => {
    link.close()
  })
  return link
}
