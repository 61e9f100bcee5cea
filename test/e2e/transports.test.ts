import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fleetOf } from '../../simulator/testing/fleet.ts'
import { startSimulator } from '../../simulator/start.ts'
import { COLLECTORS, GUEST_COLLECTORS } from '../../src/collectors/index.ts'
import { systemClock } from '../../src/lib/clock.ts'
import type { Observation } from '../../src/model/observation.ts'
import { freshPatience } from '../../src/polling/inside.ts'
import { look, ofEverything } from '../../src/polling/look.ts'
import type { Look } from '../../src/polling/look.ts'
import { overBoth } from '../../src/transport/over-both.ts'
import { overSsh } from '../../src/transport/over-ssh.ts'
import type { Transport } from '../../src/transport/transport.ts'
import { transportContract } from '../contract/transport.ts'
import type { Open } from '../contract/transport.ts'
import { linkTo } from '../tools/simulated-link.ts'
import { httpsTo } from '../tools/simulated-transport.ts'

const sshTo: Open = (t, simulator, node) => overSsh(linkTo(t, simulator, node))

transportContract('SSH', sshTo)
transportContract('HTTPS', httpsTo)
transportContract('both together', (t, simulator, node) =>
  overBoth(httpsTo(t, simulator, node), sshTo(t, simulator, node)),
)

/** What PVE itself tells differently, by where in a fact it is; an asterisk stands for a row. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'cpu-use.iowaitRatio': '/cluster/resources leaves out what .rrd has of waiting for I/O',
  'node-use.load1': '/cluster/resources leaves out the load',
  'node-use.arcBytes': '/cluster/resources leaves out the ZFS cache, which .rrd has since PVE 9',
  'node-use.countedAtSeconds': '/cluster/resources does not say when it was counted',
  'guests.guests.*.countedAtSeconds': '/cluster/resources does not say when it was counted',
  'storage-use.storages.*.countedAtSeconds': '/cluster/resources does not say when it was counted',
  'guests.guests.*.tags': 'tags are in the configuration of each guest, which is not read for the plain list',
}

interface Everything extends Pick<Look, 'identity'> {
  /** By collector and guest. */
  readonly observations: ReadonlyMap<string, Observation>
}

async function everything(transport: Transport): Promise<Everything> {
  const seen = await look(transport, ofEverything(COLLECTORS, GUEST_COLLECTORS), systemClock)
  const all = [...seen.observations, ...(await seen.inside(freshPatience()))]
  const key = ({ collector, subject }: Observation): string =>
    subject.scope === 'guest' ? `${collector} ${String(subject.vmid)}` : collector
  return { identity: seen.identity, observations: new Map(all.map((one) => [key(one), one])) }
}

/** Where two facts differ. */
function differences(one: unknown, other: unknown, path: string): string[] {
  if (Object.is(one, other)) return []
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return [path]
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])]
  return keys.flatMap((key) =>
    differences(
      (one as Record<string, unknown>)[key],
      (other as Record<string, unknown>)[key],
      `${path}.${/^\d+$/.test(key) ? '*' : key}`,
    ),
  )
}

const factIn = ({ outcome }: Observation): unknown => (outcome.status === 'ok' ? outcome.value : outcome)

describe('the same node over SSH and over HTTPS', () => {
  for (const version of ['7.4', '8.4', '9.2'] as const) {
    test(`PVE ${version} tells the same over both, but for what it tells differently itself`, async (t) => {
      const simulator = await startSimulator(fleetOf(version))
      t.after(() => simulator.close())
      const node = simulator.nodes()[0] ?? assert.fail('no node')
      const [ssh, https] = await Promise.all([
        everything(sshTo(t, simulator, node)),
        everything(httpsTo(t, simulator, node)),
      ])
      assert.deepEqual(https.identity, ssh.identity)
      assert.deepEqual([...https.observations.keys()].toSorted(), [...ssh.observations.keys()].toSorted())
      const found = new Set<string>()
      const needShell = new Set<string>()
      for (const [key, overSsh] of ssh.observations) {
        const overHttps = https.observations.get(key) ?? assert.fail(key)
        const { collector, outcome } = overHttps
        if (outcome.status === 'absent' && outcome.reason === 'needs SSH access') needShell.add(collector)
        else for (const path of differences(factIn(overSsh), factIn(overHttps), collector)) found.add(path)
      }
      assert.deepEqual(
        [...found].filter((path) => !(path in DIFFERENCES)),
        [],
      )
      const shell = COLLECTORS.filter(({ needs }) => needs.includes('shell')).map(({ name }) => name)
      assert.deepEqual([...needShell].toSorted(), shell.toSorted())
      assert.deepEqual(simulator.violations(), [])
    })
  }

  test('no difference is listed that is none', async (t) => {
    const simulator = await startSimulator(fleetOf('9.2'))
    t.after(() => simulator.close())
    const node = simulator.nodes()[0] ?? assert.fail('no node')
    const [ssh, https] = await Promise.all([
      everything(sshTo(t, simulator, node)),
      everything(httpsTo(t, simulator, node)),
    ])
    const found = [...ssh.observations].flatMap(([key, one]) =>
      differences(factIn(one), factIn(https.observations.get(key) ?? one), one.collector),
    )
    assert.deepEqual(
      Object.keys(DIFFERENCES).filter((path) => !found.includes(path)),
      [],
    )
  })
})
