import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fakeClock } from '../lib/clock.ts'
import type { Unread } from '../model/read-share.ts'
import type { SiteStrength } from '../store/sharing-port.ts'
import { openUnread, strandedIn } from './unread.ts'

const at = (site: string | null, workers: number, ...remoteIds: number[]): SiteStrength => ({
  site,
  remoteIds,
  workers,
})

describe('a remote that nobody reads', () => {
  it('is one at whose site nobody reads, where everybody who reads has a site', () => {
    assert.deepEqual(strandedIn([at('milan', 1, 1), at('rome', 0, 2), at(null, 0, 3)]), [2, 3])
    assert.deepEqual(strandedIn([at('milan', 0, 1), at(null, 1, 2)]), [])
    assert.deepEqual(strandedIn([]), [])
  })

  it('is told of once half a minute has passed, and when that is over', () => {
    const clock = fakeClock()
    const told: number[][] = []
    const take = openUnread(clock, (unread) => told.push([...unread.keys()]))
    const alone = { sites: [at('milan', 1, 1), at(null, 0, 2)], givenUp: [] }
    assert.equal(take(alone).size, 0)
    clock.advance(29_999)
    assert.equal(take(alone).size, 0)
    clock.advance(1)
    const unread = take(alone)
    assert.deepEqual(unread, new Map<number, Unread>([[2, { why: 'stranded' }]]))
    assert.equal(take(alone), unread)
    assert.deepEqual(told, [[2]])
    assert.equal(take({ ...alone, sites: [at('milan', 1, 1), at(null, 1, 2)] }).size, 0)
    assert.deepEqual(told, [[2], []])
    assert.equal(take(alone).size, 0)
  })

  it('is one that was given up, from that moment', () => {
    const take = openUnread(fakeClock(), () => undefined)
    const sites = [at(null, 1, 1, 2)]
    const unread = take({ sites, givenUp: [{ remoteId: 2, times: 11 }] })
    assert.deepEqual(unread, new Map<number, Unread>([[2, { why: 'given-up', times: 11 }]]))
    assert.equal(take({ sites, givenUp: [{ remoteId: 2, times: 11 }] }), unread)
    assert.equal(take({ sites, givenUp: [] }).size, 0)
  })
})
