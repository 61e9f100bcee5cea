import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fakeClock } from '../lib/clock.ts'
import { HISTORY_LEASE, leaseOf } from '../store/sharing-port.ts'
import type { SiteStrength } from '../store/sharing-port.ts'
import { openUnread, strandedIn } from './unread.ts'

type Site = string | null

const at = (site: Site, workers: number): SiteStrength => ({ site, remotes: 1, workers })
/** Remotes 1, 2, … at these sites, which nobody holds. */
const freeAt = (...sites: readonly Site[]) => [
  ...sites.map((site, index) => ({ name: leaseOf(index + 1), site })),
  { name: HISTORY_LEASE, site: null },
]

describe('a remote that nobody reads', () => {
  it('is one at whose site nobody reads, where everybody who reads has a site', () => {
    assert.deepEqual(
      strandedIn({ free: freeAt('milan', 'rome', null), sites: [at('milan', 1), at('rome', 0)] }),
      [2, 3],
    )
    assert.deepEqual(strandedIn({ free: freeAt('milan', 'rome', null), sites: [at(null, 1)] }), [])
    assert.deepEqual(strandedIn({ free: [], sites: [] }), [])
  })

  it('is told of once half a minute has passed, and when that is over', () => {
    const clock = fakeClock()
    const told: (readonly number[])[] = []
    const take = openUnread(clock, (ids) => told.push(ids))
    const alone = { free: freeAt('milan', null), sites: [at('milan', 1)] }
    assert.deepEqual(take(alone), [])
    clock.advance(29_999)
    assert.deepEqual(take(alone), [])
    clock.advance(1)
    assert.deepEqual(take(alone), [2])
    assert.deepEqual(take(alone), [2])
    assert.deepEqual(told, [[2]])
    assert.deepEqual(take({ ...alone, sites: [at('milan', 1), at(null, 1)] }), [])
    assert.deepEqual(told, [[2], []])
    assert.deepEqual(take(alone), [])
  })
})
