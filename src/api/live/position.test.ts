import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { positionIn } from './position.ts'

describe('the id of an event', () => {
  it('is the run of the server and the number of the event', () => {
    assert.deepEqual(positionIn('mb3k2x9a-17'), { epoch: 'mb3k2x9a', seq: 17 })
  })

  it('is, whatever is sent, a whole number of some run, or none of any', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9a-z]{0,30}-?[0-9]{0,30}$/))
    fc.assert(
      fc.property(text, (sent) => {
        const { epoch, seq } = positionIn(sent)
        if (epoch === '') assert.equal(seq, -1)
        else assert.equal(sent.replace(/-0+(?=\d)/, '-'), `${epoch}-${String(seq)}`)
      }),
    )
  })
})
