import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { startSimulator } from '../../simulator/start.ts'
import type { SimulatedNode, Simulator } from '../../simulator/start.ts'
import { COLLECTORS } from '../../src/collectors/index.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { FailureError } from '../../src/model/failure.ts'
import type { Failure, FailureKind } from '../../src/model/failure.ts'
import type { Observation } from '../../src/model/observation.ts'
import { look, ofNode } from '../../src/polling/look.ts'
import { overSsh } from '../../src/transport/over-ssh.ts'
import { linkTo } from '../tools/simulated-link.ts'

async function lookAt(t: TestContext, simulator: Simulator, node: SimulatedNode): Promise<readonly Observation[]> {
  const { identity, observations } = await look(overSsh(linkTo(t, simulator, node)), ofNode(COLLECTORS), systemClock)
  assert.equal(identity.node, node.name)
  return observations
}

const failures = (observations: readonly Observation[]): { collector: string; failure: Failure }[] =>
  observations.flatMap(({ collector, outcome }) =>
    outcome.status === 'failed' ? [{ collector, failure: outcome.failure }] : [],
  )

const isFailure = (kind: FailureKind) => (error: unknown) =>
  error instanceof FailureError && error.failure.kind === kind

/** What is asked of PVE itself. */
const BY_PVESH = [
  'certificates',
  'container-status',
  'cpu',
  'disks',
  'memory',
  'network-config',
  'pci',
  'services',
  'storages',
  'subscription',
  'time',
  'version',
  'vm-status',
]

/** What nothing but pvesh can tell. */
const BY_PVESH_ALONE = ['container-status', 'pci', 'vm-status']

/** What lies in the cluster file system, or what only pvesh can tell. */
const IN_PMXCFS = [
  'certificates',
  'cluster',
  'container-status',
  'cpu-use',
  'guests',
  'node-use',
  'pci',
  'storage-config',
  'storage-use',
  'storages',
  'vm-status',
  'volume-files',
]

const valueOf = (observations: readonly Observation[], name: string): Record<string, unknown> => {
  const outcome = observations.find(({ collector }) => collector === name)?.outcome
  assert.ok(outcome?.status === 'ok', `${name}: ${JSON.stringify(outcome)}`)
  return outcome.value as Record<string, unknown>
}

describe('a simulated fleet, read by the product', () => {
  for (const version of ['7.4', '8.4', '9.2'] as const) {
    test(`a node of ${version} is read whole in three channels and two starts of Perl`, async (t) => {
      const simulator = await startSimulator({ fleet: { clusters: 2, nodesPerCluster: 2, versions: { [version]: 1 } } })
      t.after(() => simulator.close())
      for (const node of simulator.nodes()) {
        const at = `${node.address}:${node.port}`
        const observations = await lookAt(t, simulator, node)
        assert.deepEqual(failures(observations), [])
        const { channels, perlStarts } = simulator.figures(at)
        assert.deepEqual({ channels, perlStarts }, { channels: 3, perlStarts: 2 })
        assert.equal(valueOf(observations, 'cluster')['name'], node.cluster)
        assert.match(String(valueOf(observations, 'version')['pveVersion']), new RegExp(`^${version}`))
      }
      assert.deepEqual(simulator.violations(), [])
    })
  }
})

describe('what goes wrong at a simulated node', () => {
  let simulator: Simulator

  before(async () => {
    simulator = await startSimulator({
      fleet: { clusters: 1, nodesPerCluster: 2, standalone: 0, seed: 11, versions: { '8.4': 1 } },
    })
  })
  after(() => simulator.close())

  /** Looks at the first node while it has a fault. The second one has to be as well as ever. */
  async function during(t: TestContext, fault: string): Promise<readonly Observation[]> {
    const [ill, well] = simulator.nodes()
    assert.ok(ill && well)
    await simulator.fault(ill.name, fault)
    t.after(() => simulator.heal(ill.name))
    const [seen, others] = await Promise.allSettled([lookAt(t, simulator, ill), lookAt(t, simulator, well)])
    assert.deepEqual(others.status === 'fulfilled' ? failures(others.value) : others.reason, [])
    assert.deepEqual(simulator.violations(), [])
    if (seen.status === 'rejected') throw seen.reason
    return seen.value
  }

  const refuses = (fault: string, kind: FailureKind) => async (t: TestContext) => {
    await assert.rejects(during(t, fault), isFailure(kind))
  }

  /** Exactly these facts fail, in this way. */
  const spoils = (fault: string, kind: FailureKind, facts: readonly string[]) => async (t: TestContext) => {
    const kinds = failures(await during(t, fault)).map(({ collector, failure }) => `${collector}: ${failure.kind}`)
    assert.deepEqual(
      kinds.sort(),
      facts.map((fact) => `${fact}: ${kind}`),
    )
  }

  const spares = (fault: string) => spoils(fault, 'timeout', [])

  test('a node that died is unreachable', refuses('dies', 'unreachable'))
  test('a connection that breaks is unreachable', async (t) => {
    const found = failures(await during(t, 'resets'))
    assert.deepEqual([...new Set(found.map(({ failure }) => failure.kind))], ['unreachable'])
    const names = found.map(({ collector }) => collector)
    assert.deepEqual(
      BY_PVESH.filter((name) => !names.includes(name)),
      [],
    )
  })

  test('a reply that stops is a time-out of what nothing else can tell', spoils('hangs', 'timeout', BY_PVESH_ALONE))
  test('a connection that drips loses nothing', spares('drips'))
  test('revoked credentials are a failure to sign in', refuses('auth-revoked', 'auth'))

  test('a changed host key is not trusted, and no credential is sent', async (t) => {
    const [ill] = simulator.nodes()
    assert.ok(ill)
    const { fingerprint } = ill
    await simulator.fault(ill.name, 'host-key-changed')
    t.after(() => simulator.heal(ill.name))
    const channels = simulator.figures(ill.name).channels
    await assert.rejects(lookAt(t, simulator, { ...ill, fingerprint }), isFailure('untrusted'))
    assert.equal(simulator.figures(ill.name).channels, channels)
  })

  test('garbage is a bad reply', spoils('garbage', 'bad-reply', BY_PVESH))
  test('a truncated reply is a bad reply', spoils('truncated', 'bad-reply', BY_PVESH))
  test('a reply of 100 MB is a bad reply', spoils('huge', 'bad-reply', BY_PVESH))
  test('wrong types are a bad reply', async (t) => {
    const found = failures(await during(t, 'wrong-types'))
    assert.deepEqual([...new Set(found.map(({ failure }) => failure.kind))], ['bad-reply'])
    assert.deepEqual(
      found.map(({ collector }) => collector).filter((name) => !BY_PVESH.includes(name)),
      [],
    )
  })

  test('hostile names arrive as they are, bytes that are no UTF-8 replaced, and spoil nothing', async (t) => {
    const observations = await during(t, 'hostile-names')
    assert.deepEqual(failures(observations), [])
    const { interfaces } = valueOf(observations, 'network-config') as {
      interfaces: { name: string; comment: string | null }[]
    }
    const comment = interfaces.find(({ name }) => name === 'vmbr0')?.comment
    assert.ok(comment !== 'Management and guests' && comment)
  })

  test(
    'a pvesh that hangs is a time-out of what nothing else can tell',
    spoils('pvesh-hangs', 'timeout', BY_PVESH_ALONE),
  )
  test('a cluster file system that hangs is a time-out of what is in it', spoils('pmxcfs-hung', 'timeout', IN_PMXCFS))
  test('an NFS server that hangs costs the state of storages, no more', spoils('nfs-hangs', 'timeout', ['storages']))
  test('silent guest agents cost a host nothing', spares('agent-hangs'))
  test('a migration costs a host nothing', spares('migrating'))
  test('guests with a broken configuration cost a host nothing', spares('guest-broken'))

  test('a lost quorum is said by the cluster, whose members seem to be gone', async (t) => {
    const { quorate, members } = valueOf(await during(t, 'quorum-lost'), 'cluster') as {
      quorate: boolean
      members: { online: boolean }[]
    }
    assert.equal(quorate, false)
    assert.deepEqual(
      members.map(({ online }) => online),
      [true, false],
    )
  })

  test('a clock that is ahead shows as it is', async (t) => {
    const { timeSeconds } = valueOf(await during(t, 'clock-skew'), 'time') as { timeSeconds: number }
    const ahead = timeSeconds - systemClock.now() / 1000
    assert.ok(ahead > 280 && ahead <= 300, `${ahead} s`)
  })

  test('a node without sensors has no temperatures, which is no failure', async (t) => {
    const observations = await during(t, 'no-sensors')
    assert.deepEqual(failures(observations), [])
    assert.equal(observations.find(({ collector }) => collector === 'temperatures')?.outcome.status, 'absent')
  })
})
