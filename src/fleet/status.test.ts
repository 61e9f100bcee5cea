import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { absent, failed, keptFrom, read } from '../../test/tools/kept.ts'
import { cluster } from '../collectors/cluster/cluster.ts'
import { cpuUse } from '../collectors/node/cpu-use.ts'
import { smart } from '../collectors/node/smart.ts'
import type { FailureKind } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import { newestCluster, statusOf } from './status.ts'

const AT = Date.UTC(2026, 0, 1)
const MINUTE = 60_000

const use = (at: number) => read(cpuUse, { usedRatio: 0.5, iowaitRatio: null }, at)

const says = (online: boolean, at = AT, name = 'prod') =>
  keptFrom(
    read(
      cluster,
      {
        name,
        quorate: true,
        version: 1,
        expectedVotes: 2,
        members: [{ name: 'pve1', nodeId: 1, online, ip: null, level: null, local: false }],
      },
      at,
    ),
  ).get('cluster')

const status = (looks: Observation[], now = AT, ...others: ReturnType<typeof says>[]) =>
  statusOf('pve1', keptFrom(...looks), others, now)

describe('a node', () => {
  it('is online when the last look reached it', () => {
    assert.equal(status([use(AT)]), 'online')
  })

  it('is online when it answered, if only to refuse', () => {
    assert.equal(status([failed(cpuUse, 'forbidden', AT)]), 'online')
    assert.equal(status([failed(cpuUse, 'bad-reply', AT)]), 'online')
    assert.equal(status([failed(cpuUse, 'command-failed', AT)]), 'online')
    assert.equal(status([absent(cpuUse, AT)]), 'online')
  })

  it('is online when one of its answers did not come in time', () => {
    assert.equal(status([use(AT), failed(smart, 'timeout', AT + MINUTE)], AT + MINUTE), 'online')
  })

  for (const kind of ['unreachable', 'untrusted', 'auth', 'timeout'] as const satisfies FailureKind[]) {
    it(`is unknown when the last look ended ${kind}, whatever an earlier one read`, () => {
      assert.equal(status([use(AT), failed(cpuUse, kind, AT + MINUTE)], AT + MINUTE), 'unknown')
      assert.equal(status([use(AT), failed(smart, kind, AT + 10 * MINUTE)], AT + 10 * MINUTE), 'unknown')
    })
  }

  it('is not online because of what was decided here without asking it', () => {
    assert.equal(status([{ ...absent(cpuUse, AT), via: null }]), 'unknown')
  })

  it('is unknown when nobody has looked for three intervals', () => {
    assert.equal(status([use(AT)], AT + 30 * MINUTE), 'online')
    assert.equal(status([use(AT)], AT + 30 * MINUTE + 1), 'unknown')
  })

  it('trap 18: is offline only when corosync says so on another member', () => {
    const unreachable = [failed(cpuUse, 'unreachable', AT)]
    assert.equal(status(unreachable, AT, says(false)), 'offline')
    assert.equal(status(unreachable, AT, says(true)), 'unknown')
    assert.equal(status(unreachable, AT), 'unknown')
    assert.equal(status([use(AT)], AT, says(false)), 'online')
  })

  it('trap 18: a member without a row in what corosync says is not offline', () => {
    assert.equal(statusOf('pve9', keptFrom(failed(cpuUse, 'unreachable', AT)), [says(false)], AT), 'unknown')
  })

  it('is what the other members say when it was never looked at itself', () => {
    assert.equal(status([], AT, says(true)), 'online')
    assert.equal(status([], AT, says(false)), 'offline')
    assert.equal(status([], AT, undefined), 'unknown')
  })

  it('believes the newest word of the other members, and none that is stale', () => {
    const unreachable = [failed(cpuUse, 'unreachable', AT)]
    assert.equal(status(unreachable, AT, says(false, AT - MINUTE), says(true, AT)), 'unknown')
    assert.equal(status(unreachable, AT, says(true, AT - MINUTE), says(false, AT)), 'offline')
    assert.equal(status(unreachable, AT, says(false, AT - 31 * MINUTE)), 'unknown')
  })
})

it('knows a cluster by the newest word of its members', () => {
  assert.equal(newestCluster([says(true, AT - 1, 'old'), undefined, says(true, AT, 'new')], AT)?.name, 'new')
  assert.equal(newestCluster([], AT), null)
})
