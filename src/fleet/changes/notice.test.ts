import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { arbitraryOf } from '../../../test/tools/arbitrary.ts'
import { failed, read } from '../../../test/tools/kept.ts'
import { settled, watched } from '../../../test/tools/noticed.ts'
import { clusterOf } from '../../../test/tools/sample-cluster.ts'
import { AT } from '../../../test/tools/sample-guest.ts'
import { sampleLooks } from '../../../test/tools/sample-node.ts'
import { cluster } from '../../collectors/cluster/cluster.ts'
import { COLLECTORS } from '../../collectors/index.ts'
import { nodeUse } from '../../collectors/node/node-use.ts'
import { time } from '../../collectors/node/time.ts'
import { zfsPools } from '../../collectors/node/zfs-pools.ts'
import type { Observation } from '../../model/observation.ts'
import { lastingPart, NOTHING_TOLD, toldOf } from './told.ts'

const use = (uptimeSeconds: number | null, at: number): Observation => {
  const none = { load1: null, memoryTotalBytes: null, memoryUsedBytes: null, arcBytes: null, countedAtSeconds: null }
  return read(nodeUse, { ...none, rootTotalBytes: null, rootUsedBytes: null, uptimeSeconds }, at)
}

describe('what is new of nodes', () => {
  const word = (online: boolean, at: number): Observation => {
    const { members, ...rest } = clusterOf([1, 2])
    const all = members.map((member) => (member.nodeId === 2 ? { ...member, online } : member))
    return read(cluster, { ...rest, members: all }, at)
  }

  it('is that the cluster says one is offline, at once, and that it is back', () => {
    const world = settled()
    world.step(200)
    world.seen(1, word(false, world.clock.now()))
    assert.deepEqual(world.news(), ['node-status n2: online → offline'])
    world.step(30)
    world.seen(1, word(true, world.clock.now()))
    world.seen(2, ...sampleLooks(world.clock.now()))
    assert.deepEqual(world.news(), ['node-status n2: offline → online'])
  })

  it('is that one cannot be reached, but only after some time', () => {
    const world = settled()
    const miss = (): string[] => {
      world.seen(2, ...COLLECTORS.map((one) => failed(one, 'unreachable', world.clock.now())))
      return world.news()
    }
    world.step(600)
    assert.deepEqual(miss(), [])
    world.step(30)
    world.seen(2, ...sampleLooks(world.clock.now()))
    assert.deepEqual(world.news(), [])
    world.step(600)
    assert.deepEqual(miss(), [])
    world.step(181)
    assert.deepEqual(miss(), ['node-status n2: online → unknown'])
  })

  it('is that one was started anew, told once', () => {
    const world = settled()
    const at = (uptime: number | null): string[] => {
      world.step(15)
      world.seen(1, use(uptime, world.clock.now()))
      return world.news()
    }
    assert.deepEqual([2_000_000, 1_999_990, 2_000_030, null].map(at), [[], [], [], []])
    assert.deepEqual([20, 35].map(at), [['node-rebooted n1'], []])
  })

  it('does not follow from an uptime that was kept before what was told', () => {
    const world = settled()
    world.step(15)
    world.seen(1, use(2_000_000, world.clock.now()))
    assert.deepEqual(world.news(), [])
    world.restarted([[{ vmid: 100 }], []], AT)
    world.seen(1, use(600, AT))
    assert.deepEqual(world.news(), [])
  })
})

describe('what is new of a cluster', () => {
  const says = (world: ReturnType<typeof watched>, nodeId: number, ...more: Parameters<typeof clusterOf>) => {
    world.seen(nodeId, read(cluster, clusterOf(...more), world.clock.now()))
  }

  it('is that it lost quorum and has it again', () => {
    const world = settled()
    world.step(300)
    says(world, 1, [1, 2], { quorate: false })
    assert.deepEqual(world.news(), ['cluster-quorum cluster: quorate → not quorate'])
    world.step(15)
    says(world, 1, [1, 2])
    assert.deepEqual(world.news(), ['cluster-quorum cluster: not quorate → quorate'])
  })

  it('is nothing when a member that is cut off has lost quorum and the others have it', () => {
    const world = settled()
    world.step(300)
    says(world, 1, [1, 2])
    world.step(15)
    says(world, 2, [1, 2], { quorate: false })
    assert.deepEqual(world.news(), [])
  })

  it('is nothing when corosync is dead on a member, which then looks like a standalone node', () => {
    const world = settled()
    world.step(300)
    says(world, 1, [1], { name: null, quorate: null })
    assert.deepEqual(world.news(), [])
  })

  it('is who joined and who left, but only with quorum', () => {
    const world = settled()
    world.step(300)
    says(world, 1, [1, 2, 3])
    assert.deepEqual(world.news(), ['member-joined cluster pve3'])
    world.step(300)
    says(world, 1, [1], { quorate: false })
    assert.deepEqual(world.news(), ['cluster-quorum cluster: quorate → not quorate'])
    world.step(300)
    says(world, 1, [1, 3])
    assert.deepEqual(world.news(), ['cluster-quorum cluster: not quorate → quorate', 'member-left cluster pve2'])
  })
})

describe('what deserves attention', () => {
  const pools = (health: string, at: number): Observation => {
    const nothing = { sizeBytes: null, allocatedBytes: null, freeBytes: null, fragmentationPercent: null }
    return read(
      zfsPools,
      { pools: [{ name: 'rpool', health, ...nothing, scrub: null, status: null, errors: null }] },
      at,
    )
  }

  it('is told when it begins, and when it has been over for some time', () => {
    const world = settled()
    world.step(10)
    world.seen(1, pools('DEGRADED', world.clock.now()))
    assert.deepEqual(world.news(), ['finding n1 pool rpool is DEGRADED: ∅ → critical'])
    const since = world.clock.now()
    const lasting = lastingPart(world.told())
    world.step(600)
    assert.deepEqual(world.news(), [])
    assert.equal(lastingPart(world.told()), lasting)
    assert.deepEqual(
      Object.values(world.told().findings)
        .filter(({ text }) => text.includes('DEGRADED'))
        .map((one) => one.since),
      [since],
    )
    world.seen(1, pools('ONLINE', world.clock.now()))
    world.step(600)
    assert.deepEqual(world.news(), [])
    world.step(301)
    assert.deepEqual(world.news(), ['finding n1 pool rpool is DEGRADED: critical → ∅'])
  })

  it('is not told at the first look at a node', () => {
    const world = watched()
    assert.deepEqual(world.news(), [])
    world.seen(1, ...sampleLooks(AT), pools('DEGRADED', AT))
    assert.deepEqual(world.news(), [])
    assert.equal(
      Object.values(world.told().findings).some(({ text }) => text.includes('DEGRADED')),
      true,
    )
  })
})

describe('whatever is seen', () => {
  const looks = fc.array(
    fc
      .constantFrom(...COLLECTORS)
      .chain((one) => arbitraryOf(one.fact).map((value) => ({ ...read(one, value, 0), via: null }))),
    { maxLength: 5 },
  )
  const rounds = fc.array(fc.tuple(fc.constantFrom(1, 2), looks), { maxLength: 6 })

  it('is told once, in a form that survives a restart', () => {
    const property = fc.property(rounds, (all) => {
      const world = watched()
      for (const [nodeId, found] of all) {
        world.step(30)
        world.seen(nodeId, ...found.map((look) => ({ ...look, at: world.clock.now() })))
        world.news()
        assert.deepEqual(world.news(), [])
        assert.deepEqual(toldOf(JSON.parse(JSON.stringify(world.told()))), world.told())
      }
    })
    fc.assert(property, { numRuns: 80 })
  })

  it('that was told in another shape counts as never told', () => {
    for (const odd of [null, 7, 'x', {}, { nodes: [] }]) assert.deepEqual(toldOf(odd), NOTHING_TOLD)
  })
})

describe('a finding with a number in it', () => {
  it('is the same one when the number changes', () => {
    const world = settled()
    const behind = (seconds: number): string[] => {
      world.step(60)
      const at = world.clock.now()
      world.seen(1, read(time, { timezone: null, timeSeconds: at / 1000 - seconds }, at))
      return world.news()
    }
    assert.deepEqual([45, 50, 0].map(behind), [['finding n1 the clock is 45 s behind: ∅ → warning'], [], []])
  })
})
