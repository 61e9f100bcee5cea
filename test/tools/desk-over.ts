import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { COLLECTORS } from '../../src/collectors/index.ts'
import { openFleet } from '../../src/fleet/fleet.ts'
import { fakeClock } from '../../src/lib/clock.ts'
import { seededRandom } from '../../src/lib/random.ts'
import type { RemoteInput } from '../../src/model/remote.ts'
import { openDesk } from '../../src/polling/desk.ts'
import type { Desk } from '../../src/polling/desk.ts'
import { startRounds } from '../../src/polling/rounds.ts'
import { openVault } from '../../src/store/secret.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { keyOf } from './stub-cluster.ts'
import type { StubCluster } from './stub-cluster.ts'
import { temporaryFolder } from './temporary.ts'

const LIVE_MS = 15_000

/** Everything but the nodes is real: store, read model, rounds and desk. */
export async function deskOver(t: TestContext, cluster: StubCluster) {
  const folder = temporaryFolder()
  const random = seededRandom(1)
  const store = await openSqliteStore(`${folder.path}/store.db`, openVault(random.bytes(32), random))
  const clock = fakeClock(1_000_000)
  const fleet = openFleet(clock)
  const collectors = COLLECTORS.filter(({ anyMember }) => anyMember)
  const errors: string[] = []
  const noticed = (_nodeId: number, failure: { kind: string; message: string } | null): void => {
    if (failure?.kind === 'bug') errors.push(failure.message)
  }
  const record = async (nodeId: number, observations: Parameters<typeof fleet.apply>[1]): Promise<void> => {
    fleet.apply(nodeId, observations)
    await store.save(nodeId, observations)
  }
  const { connect } = cluster
  const shared = { collectors, guestCollectors: [], clock, record, noticed }
  const rounds = startRounds({
    ...shared,
    intervalMs: 600_000,
    liveMs: LIVE_MS,
    maxAtOnce: 20,
    show: fleet.apply,
    heard: (witness, fact) => {
      desk.heard(witness, fact)
    },
  })
  const desk: Desk = openDesk({ ...shared, store, fleet, rounds, connect })
  t.after(async () => {
    rounds.stop()
    await store.close()
    folder[Symbol.dispose]()
    assert.deepEqual(errors, [])
  })
  const pass = async (milliseconds: number): Promise<void> => {
    clock.advance(milliseconds)
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  const rows = () => fleet.nodes().map(({ name, address, status }) => [name, address, status])
  const inputOf = (name: string): RemoteInput => ({
    name: null,
    site: null,
    address: cluster.node(name).ip,
    ssh: {
      port: 22,
      username: 'root',
      privateKey: null,
      passphrase: null,
      password: null,
      useAgent: true,
      sudo: false,
    },
    api: null,
    sshHostKeySha256: keyOf(cluster.node(name)),
    tlsFingerprintSha256: null,
  })
  const add = async (name: string): Promise<number> => {
    const outcome = await desk.add(inputOf(name))
    assert.ok(outcome.kind === 'added', JSON.stringify(outcome))
    await pass(1)
    return outcome.remote.id
  }
  return { store, fleet, clock, rounds, desk, add, inputOf, rows, pass, round: () => pass(LIVE_MS), cluster }
}
