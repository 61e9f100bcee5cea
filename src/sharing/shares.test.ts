import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { HISTORY_LEASE, leaseOf } from '../store/sharing-port.ts'
import type { SiteStrength, Wanted, Work } from '../store/sharing-port.ts'
import { planOf } from './shares.ts'

type Site = string | null

const HISTORY: Work = { name: HISTORY_LEASE, site: null }
const wishes = { collects: true, site: null, keepsHistory: false }

const workAt = (...sites: readonly Site[]): Work[] => sites.map((site, index) => ({ name: leaseOf(index + 1), site }))

/** What there is of each site, with remotes and processes at these. */
function strengthsOf(remotes: readonly Site[], workers: readonly Site[]): SiteStrength[] {
  return [...new Set([...remotes, ...workers])].map((site) => ({
    site,
    remoteIds: remotes.flatMap((one, index) => (one === site ? [index + 1] : [])),
    workers: workers.filter((one) => one === site).length,
  }))
}

/** What a process takes of what waits, the first one first. */
const takenOf = (free: readonly Work[], { remotes, notAt }: Wanted): Work[] =>
  free.filter(({ site }) => !notAt.includes(site)).slice(0, remotes)

/** The numbers of the remotes that a process at a site would take of all, were nobody to hold any. */
const takenBy = (site: Site, remotes: readonly Site[], workers: readonly Site[]): number[] =>
  takenOf(workAt(...remotes), planOf({ held: [], sites: strengthsOf(remotes, workers) }, { ...wishes, site })).map(
    ({ name }) => Number(name.split(' ')[1]),
  )

describe('a share', () => {
  const nowhere = (count: number): null[] => Array.from({ length: count }, () => null)
  const ten = workAt(...nowhere(10))
  const sites = strengthsOf(nowhere(10), nowhere(3))

  it('of all remotes is as large as that of others, and nobody without the wish to read has one', () => {
    assert.deepEqual(planOf({ held: [], sites }, wishes), { release: [], remotes: 4, notAt: [], history: false })
    const names = ten.map(({ name }) => name)
    const { release, remotes } = planOf({ held: ten, sites }, wishes)
    assert.deepEqual([release, remotes], [names.slice(4), 0])
    assert.equal(planOf({ held: [], sites }, { ...wishes, collects: false }).remotes, 0)
  })

  it('is taken a hundred remotes at a time', () => {
    assert.equal(planOf({ held: [], sites: strengthsOf(nowhere(300), nowhere(1)) }, wishes).remotes, 100)
  })

  it('has nothing to do with history, which whoever keeps it takes and does not give back', () => {
    const keeper = { collects: false, site: 'milan', keepsHistory: true }
    const nothing = { release: [], remotes: 0, notAt: [] }
    assert.deepEqual(planOf({ held: [], sites: [] }, keeper), { ...nothing, history: true })
    assert.deepEqual(planOf({ held: [HISTORY], sites: [] }, keeper), { ...nothing, history: false })
    assert.equal(planOf({ held: [], sites: [] }, wishes).history, false)
  })
})

describe('the remotes of a site', () => {
  const cases: [what: string, remotes: Site[], workers: Site[], at: Site, taken: number[]][] = [
    ['are read by a process there', ['milan', null, 'rome'], ['milan', null], 'milan', [1]],
    ['are not read by one without a site then', ['milan', null, 'milan'], ['milan', null], null, [2]],
    ['are read by one without a site where nobody else does', ['milan', null, 'rome'], ['rome', null], null, [1, 2]],
    ['are not read by one of another site, though nobody does', ['milan', null], ['rome'], 'rome', []],
    ['are divided among those there alone', ['milan', 'milan', 'rome', null], ['milan', 'milan', null], 'milan', [1]],
    ['are divided, those that nobody reads too', ['milan', null, null, 'rome'], ['rome', null, null], null, [1, 2]],
  ]
  for (const [what, remotes, workers, at, taken] of cases)
    it(what, () => {
      assert.deepEqual(takenBy(at, remotes, workers), taken)
    })

  it('are let go of by whoever may not read them any more', () => {
    const held = workAt('milan', null, 'rome')
    const remotes = held.map(({ site }) => site)
    const releaseAt = (site: Site, ...workers: Site[]) =>
      planOf({ held, sites: strengthsOf(remotes, workers) }, { ...wishes, site }).release
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
          const taken = takenOf(free, planOf({ held: [], sites }, { ...wishes, site: at }))
          for (const { name } of taken) readers.set(name, at)
          free = free.filter((work) => !taken.includes(work))
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
