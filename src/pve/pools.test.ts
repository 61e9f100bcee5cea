import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { poolsOfGuests } from './pools.ts'

describe('pools of guests', () => {
  it('are told by the pool lines of user.cfg: of a guest in two, the first counts', () => {
    const text =
      'user:root@pam:1:0:::::\n\npool:dev::101,102:local:\n  pool:prod/web:a%3Ab:100,101; 200:\npool:empty::::\n'
    assert.deepEqual(Object.fromEntries(poolsOfGuests(text)), {
      100: 'prod/web',
      101: 'dev',
      102: 'dev',
      200: 'prod/web',
    })
  })

  it('are left out where a line is none of a pool', () => {
    assert.equal(
      poolsOfGuests('pool:bad name::100::\npools:x::100::\npool\ngroup:pool::100::\npool:a::all,1e9:').size,
      0,
    )
  })

  it('are found in any text', () => {
    const piece = fc.constantFrom('pool', ':', 'dev', '100', ',', ';', ' ', '\n', '__proto__')
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (given) => {
        for (const [vmid, pool] of poolsOfGuests(given)) assert.match(`${vmid} ${pool}`, /^\d+ [\w./-]+$/)
      }),
    )
  })
})
