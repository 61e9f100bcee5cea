import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { HISTORY_LEASE, leaseOf } from '../store/sharing-port.ts'
import type { SiteStrength, Standing, Work } from '../store/sharing-port.ts'
import { planOf } from './shares.ts'

type Site = string | null

const HISTORY: Work = { name: HISTORY_LEASE, site: null }
const wishes = { collects: true, site: null, keepsHistory: false }

const workAt = (...sites: readonly Site[]): Work[] => sites.map((site, index) => ({ name: leaseOf(index + 1), site }))

/** What there is of each site, with remotes and processes at these. */
function strengthsOf(remotes: readonly Site[], workers: readonly Site[]): SiteStrength[] {
  const count = (all: readonly Site[], site: Site): number => all.filter((one) => one === site).length
  return [...new Set([...remotes, ...workers])].map((site) => ({
    site,
    remotes: count(remotes, site),
    workers: count(workers, site),
  }))
}

/** The numbers of the remotes that a process at a site would claim of all, were nobody to hold any. */
function claimedBy(site: Site, remotes: readonly Site[], workers: readonly Site[]): number[] {
  const standing: Pick<Standing, 'held' | 'free' | 'sites'> = {
    held: [],
    free: workAt(...remotes),
    sites: strengthsOf(remotes, workers),
  }
  return planOf(standing, { ...wishes, site }).claim.map((name) => Number(name.split(' ')[1]))
}

describe('a share', () => {
  const ten = workAt(...Array.from({ length: 10 }, () => null))
  const sites = [{ site: null, remotes: 10, workers: 3 }]

  it('of all remotes is as large as that of others, and nobody without the wish to read has one', () => {
    assert.equal(planOf({ held: [], free: ten, sites }, wishes).claim.length, 4)
    const names = ten.map(({ name }) => name)
    assert.deepEqual(planOf({ held: ten, free: [], sites }, wishes), { claim: [], release: names.slice(4) })
    assert.deepEqual(planOf({ held: [], free: ten, sites }, { ...wishes, collects: false }).claim, [])
  })

  it('is taken a hundred remotes at a time', () => {
    const many = workAt(...Array.from({ length: 300 }, () => null))
    const alone = [{ site: null, remotes: 300, workers: 1 }]
    assert.equal(planOf({ held: [], free: many, sites: alone }, wishes).claim.length, 100)
  })

  it('has nothing to do with history, which whoever keeps it takes and does not give back', () => {
    const keeper = { collects: false, site: 'milan', keepsHistory: true }
    assert.deepEqual(planOf({ held: [], free: [HISTORY], sites: [] }, keeper), { claim: [HISTORY_LEASE], release: [] })
    assert.deepEqual(planOf({ held: [HISTORY], free: [], sites: [] }, keeper), { claim: [], release: [] })
    assert.deepEqual(planOf({ held: [], free: [HISTORY], sites: [] }, wishes).claim, [])
  })
})

describe('the remotes of a site', () => {
  const cases: [what: string, remotes: Site[], workers: Site[], at: Site, claimed: number[]][] = [
    ['are read by a process there', ['milan', null, 'rome'], ['milan', null], 'milan', [1]],
    ['are not read by one without a site then', ['milan', null, 'milan'], ['milan', null], null, [2]],
    ['are read by one without a site where nobody else does', ['milan', null, 'rome'], ['rome', null], null, [1, 2]],
    ['are not read by one of another site, though nobody does', ['milan', null], ['rome'], 'rome', []],
    ['are divided among those there alone', ['milan', 'milan', 'rome', null], ['milan', 'milan', null], 'milan', [1]],
    ['are divided, those that nobody reads too', ['milan', null, null, 'rome'], ['rome', null, null], null, [1, 2]],
  ]
  for (const [what, remotes, workers, at, claimed] of cases)
    it(what, () => {
      assert.deepEqual(claimedBy(at, remotes, workers), claimed)
    })

  it('are let go of by whoever may not read them any more', () => {
    const held = workAt('milan', null, 'rome')
    const remotes = held.map(({ site }) => site)
    const releaseAt = (site: Site, ...workers: Site[]) =>
      planOf({ held, free: [], sites: strengthsOf(remotes, workers) }, { ...wishes, site }).release
    assert.deepEqual(releaseAt(null, null, 'milan'), [leaseOf(1)])
    assert.deepEqual(releaseAt('milan', null, 'milan'), [leaseOf(2), leaseOf(3)])
    assert.deepEqual(releaseAt(null, null), [])
  })

  it('are read by somebody as long as one process has no site, and by nobody who is elsewhere', () => {
    const site = fc.constantFrom<Site[]>('milan', 'rome', 'turin', null)
    const property = fc.property(
      fc.array(site, { maxLength: 80 }),
      fc.array(site, { maxLength: 6 }),
      (remotes, others) => {
        const workers: Site[] = [null, ...others]
        const sites = strengthsOf(remotes, workers)
        let free = workAt(...remotes)
        const readers = new Map<string, Site>()
        for (const at of workers) {
          const { claim } = planOf({ held: [], free, sites }, { ...wishes, site: at })
          for (const name of claim) readers.set(name, at)
          free = free.filter(({ name }) => !claim.includes(name))
        }
        assert.deepEqual(free, [])
        for (const [index, of] of remotes.entries()) {
          const expected = workers.includes(of) ? of : null
          assert.equal(readers.get(leaseOf(index + 1)), expected)
        }
      },
    )
    fc.assert(property)
  })
})
