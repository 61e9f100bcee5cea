import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { absent, failed, keptFrom, read } from '../../test/tools/kept.ts'
import { cluster } from '../collectors/cluster/cluster.ts'
import { cpuUse } from '../collectors/node/cpu-use.ts'
import { smart } from '../collectors/node/smart.ts'
import { zfsArc } from '../collectors/node/zfs-arc.ts'
import type { FailureKind } from '../model/failure.ts'
import type { Observation } from '../model/observation.ts'
import { newestCluster, statusOf } from './status.ts'

const AT = Date.UTC(2026, 0, 1)
const MINUTE = 60_000

const own = (at: number) => read(zfsArc, { sizeBytes: 1, maxBytes: null }, at)

/** As other members tell of it. */
const told = (at: number) => read(cpuUse, { usedRatio: 0.5, iowaitRatio: null }, at)

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
    assert.equal(status([own(AT)]), 'online')
  })

  it('is online when it answered, if only to refuse', () => {
    assert.equal(status([failed(zfsArc, 'forbidden', AT)]), 'online')
    assert.equal(status([failed(zfsArc, 'bad-reply', AT)]), 'online')
    assert.equal(status([failed(zfsArc, 'command-failed', AT)]), 'online')
    assert.equal(status([absent(zfsArc, AT)]), 'online')
  })

  it('is online when one of its answers did not come in time', () => {
    assert.equal(status([own(AT), failed(smart, 'timeout', AT + MINUTE)], AT + MINUTE), 'online')
  })

  for (const kind of ['unreachable', 'untrusted', 'auth', 'timeout'] as const satisfies FailureKind[]) {
    it(`is unknown when the last look ended ${kind}, whatever an earlier one read`, () => {
      assert.equal(status([own(AT), failed(zfsArc, kind, AT + MINUTE)], AT + MINUTE), 'unknown')
      assert.equal(status([own(AT), failed(smart, kind, AT + 10 * MINUTE)], AT + 10 * MINUTE), 'unknown')
    })
  }

  it('is not online because of what was decided here without asking it', () => {
    assert.equal(status([{ ...absent(zfsArc, AT), via: null }]), 'unknown')
  })

  it('is unknown when nobody has looked for three intervals', () => {
    assert.equal(status([own(AT)], AT + 30 * MINUTE), 'online')
    assert.equal(status([own(AT)], AT + 30 * MINUTE + 1), 'unknown')
  })

  it('trap 18: is offline only when corosync says so on another member', () => {
    const unreachable = [failed(zfsArc, 'unreachable', AT)]
    assert.equal(status(unreachable, AT, says(false)), 'offline')
    assert.equal(status(unreachable, AT, says(true)), 'unknown')
    assert.equal(status(unreachable, AT), 'unknown')
    assert.equal(status([own(AT)], AT, says(false)), 'online')
  })

  it('is offline as soon as another member says so after it was last reached', () => {
    assert.equal(status([own(AT)], AT + MINUTE, says(false, AT + MINUTE)), 'offline')
    assert.equal(status([own(AT + 2 * MINUTE)], AT + 2 * MINUTE, says(false, AT + MINUTE)), 'online')
  })

  it('is not reached because others tell of it', () => {
    assert.equal(status([failed(zfsArc, 'unreachable', AT), told(AT + 1)], AT + 1), 'unknown')
    assert.equal(status([told(AT)], AT, says(false)), 'offline')
  })

  it('trap 18: a member without a row in what corosync says is not offline', () => {
    assert.equal(statusOf('pve9', keptFrom(failed(zfsArc, 'unreachable', AT)), [says(false)], AT), 'unknown')
  })

  it('is what the other members say when it was never looked at itself', () => {
    assert.equal(status([], AT, says(true)), 'online')
    assert.equal(status([], AT, says(false)), 'offline')
    assert.equal(status([], AT, undefined), 'unknown')
  })

  it('believes the newest word of the other members, and none that is stale', () => {
    const unreachable = [failed(zfsArc, 'unreachable', AT)]
    assert.equal(status(unreachable, AT, says(false, AT - MINUTE), says(true, AT)), 'unknown')
    assert.equal(status(unreachable, AT, says(true, AT - MINUTE), says(false, AT)), 'offline')
    assert.equal(status(unreachable, AT, says(false, AT - 31 * MINUTE)), 'unknown')
  })
})

it('knows a cluster by the newest word of its members', () => {
  assert.equal(newestCluster([says(true, AT - 1, 'old'), undefined, says(true, AT, 'new')], AT)?.name, 'new')
  assert.equal(newestCluster([], AT), null)
})
