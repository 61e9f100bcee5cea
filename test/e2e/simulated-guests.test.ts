import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { startSimulator } from '../../simulator/start.ts'
import type { Simulator } from '../../simulator/start.ts'
import { GUEST_COLLECTORS } from '../../src/collectors/index.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { Observation } from '../../src/model/observation.ts'
import { look, ofEverything } from '../../src/polling/look.ts'
import { overSsh } from '../../src/transport/over-ssh.ts'
import { linkTo } from '../tools/simulated-link.ts'

/** What PVE itself knows of guests, without asking them. */
const KNOWN_TO_PVE = GUEST_COLLECTORS.filter(({ waited }) => waited === undefined)

describe('the guests of a simulated node', () => {
  let simulator: Simulator

  before(async () => {
    const fleet = { clusters: 0, standalone: 1, guestsPerNode: 20, seed: 11, versions: { '8.4': 1 } }
    simulator = await startSimulator({ fleet })
  })
  after(() => simulator.close())

  interface Seen {
    readonly observations: readonly Observation[]
    readonly channels: number
    readonly perlStarts: number
  }

  /** Looks at the guests while their node has a fault, or none. */
  async function during(t: TestContext, fault: string | null): Promise<Seen> {
    const [node] = simulator.nodes()
    assert.ok(node)
    if (fault !== null) {
      await simulator.fault(node.name, fault)
      t.after(() => simulator.heal(node.name))
    }
    const before = { ...simulator.figures(node.name) }
    const { observations } = await look(
      overSsh(linkTo(t, simulator, node)),
      ofEverything([], KNOWN_TO_PVE),
      systemClock,
    )
    assert.equal(observations.length, 20 * KNOWN_TO_PVE.length)
    assert.deepEqual(simulator.violations(), [])
    const now = simulator.figures(node.name)
    return {
      observations,
      channels: now.channels - before.channels,
      perlStarts: now.perlStarts - before.perlStarts,
    }
  }

  const failed = ({ observations }: Seen): Observation[] =>
    observations.filter(({ outcome }) => outcome.status !== 'ok')

  /** Values of the guests, but for what the files do not tell. */
  const values = ({ observations }: Seen): unknown =>
    observations.map(({ collector, subject, outcome }) => {
      assert.ok(outcome.status === 'ok', `${collector}: ${JSON.stringify(outcome)}`)
      const { digest: _digest, raw, ...value } = outcome.value as Record<string, unknown>
      const { digest: _alsoDigest, ...settings } = (raw ?? {}) as Record<string, unknown>
      return { collector, subject, value, settings }
    })

  test('are read in two channels and one start of Perl', async (t) => {
    const { observations, channels, perlStarts } = await during(t, null)
    assert.deepEqual({ channels, perlStarts }, { channels: 2, perlStarts: 1 })
    assert.deepEqual([...new Set(observations.map(({ via }) => via))], ['ssh-batch'])
  })

  test('are read from their files, to the same values, where pvesh hangs', async (t) => {
    const well = values(await during(t, null))
    const seen = await during(t, 'pvesh-hangs')
    assert.deepEqual([...new Set(seen.observations.map(({ via }) => via))], ['ssh-plain'])
    assert.deepEqual(values(seen), well)
    assert.deepEqual([seen.channels, seen.perlStarts], [3, 1])
  })

  test('trap 34: a broken configuration costs its own guest, and no other', async (t) => {
    const ill = failed(await during(t, 'guest-broken'))
    assert.deepEqual([...new Set(ill.map(({ subject }) => subject.scope === 'guest' && subject.type))], ['lxc'])
    assert.equal(ill.length, KNOWN_TO_PVE.length)
  })
})
