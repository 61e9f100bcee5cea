import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failed } from '../../test/tools/kept.ts'
import { fleetOf } from '../../test/tools/made-views.ts'
import { membersSeen } from '../../test/tools/sample-members.ts'
import { sampleLooks } from '../../test/tools/sample-node.ts'
import { version } from '../collectors/node/version.ts'
import { fakeClock } from '../lib/clock.ts'
import type { Observation } from '../model/observation.ts'
import { coverageOf } from './coverage.ts'

const AT = fakeClock().now()
const MINUTE = 60_000

const alone = (looks: readonly Observation[], at = AT) =>
  coverageOf(fleetOf([{ cluster: null, nodes: { pve1: looks } }], fakeClock(at)).remotes())

const [later, muchLater] = [AT + 5 * MINUTE, AT + 31 * MINUTE]

describe('the coverage', () => {
  it('of nothing is nothing', () => {
    assert.deepEqual(coverageOf([]), {
      remotes: 0,
      remotes_fresh: 0,
      oldest_at: null,
      problems: [],
      problems_total: 0,
    })
  })

  it('tells how old the oldest is of what is known', () => {
    const fleet = fleetOf([
      { cluster: null, nodes: { pve1: sampleLooks(AT + MINUTE) } },
      { cluster: null, nodes: { pve1: sampleLooks(AT) } },
    ])
    assert.deepEqual(coverageOf(fleet.remotes()), {
      remotes: 2,
      remotes_fresh: 2,
      oldest_at: '2026-01-01T00:00:00.000Z',
      problems: [],
      problems_total: 0,
    })
  })

  it('tells of each node that is not known, and why', () => {
    const { remotes, remotes_fresh, problems } = alone([failed(version, 'untrusted', AT)])
    assert.deepEqual([remotes, remotes_fresh], [1, 0])
    assert.deepEqual(problems, [
      {
        remote_id: 1,
        remote: 'pve1',
        node_id: 1,
        node: 'pve1',
        kind: 'untrusted',
        reason: 'version: untrusted',
        hint: 'try again',
      },
    ])
  })

  it('has a reason for whatever is missing', () => {
    const reasons = (looks: readonly Observation[], at?: number): string[] =>
      alone(looks, at).problems.map(({ reason }) => reason)
    assert.deepEqual(reasons([]), ['it was never read; its cluster may tell of it'])
    assert.deepEqual(reasons(sampleLooks(AT), muchLater), ['it was not read for too long'])
    const others = sampleLooks(AT).filter(({ collector }) => collector !== 'version')
    assert.deepEqual(reasons([...others, failed(version, 'timeout', AT)]), [])
    assert.deepEqual(reasons([...others, failed(version, 'unreachable', later)], later), ['version: unreachable'])
  })

  it('tells of a member that is offline, and of a remote without nodes', () => {
    const word = membersSeen({ pve1: true, pve2: false }, AT)
    const own = sampleLooks(AT).filter(({ collector }) => collector !== 'cluster')
    const fleet = fleetOf([
      { cluster: 'prod', nodes: { pve1: [...own, word], pve2: [] } },
      { cluster: null, nodes: {} },
    ])
    const { remotes_fresh, problems } = coverageOf(fleet.remotes())
    assert.equal(remotes_fresh, 0)
    assert.deepEqual(
      problems.map(({ remote, node, reason }) => [remote, node, reason]),
      [
        ['prod', 'pve2', 'its cluster says that it is offline'],
        ['alone', null, 'none of its nodes is known yet'],
      ],
    )
  })

  it('has one line for a remote that no process reads, though its nodes were read', () => {
    const fleet = fleetOf([{ cluster: 'prod', nodes: { pve1: sampleLooks(AT), pve2: sampleLooks(AT) } }], fakeClock(AT))
    fleet.leaveUnread(new Map([[1, { why: 'given-up', times: 11 }]]))
    const { remotes_fresh, problems } = coverageOf(fleet.remotes())
    assert.deepEqual(
      [remotes_fresh, problems.map(({ node_id, reason }) => [node_id, reason])],
      [0, [[null, 'nobody reads it: processes that read it ended, 11 one after the other']]],
    )
  })

  it('shows the first of many problems, and how many there are', () => {
    const nodes = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`pve${String(index)}`, []]))
    const { problems, problems_total } = coverageOf(fleetOf([{ cluster: 'prod', nodes }]).remotes())
    assert.deepEqual([problems.length, problems_total], [50, 60])
  })
})
