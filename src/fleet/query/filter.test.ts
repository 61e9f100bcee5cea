import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { conditionsIn } from './filter.ts'
import type { Condition } from './filter.ts'
import { matcherOf } from './match.ts'
import type { Answers } from './match.ts'
import { QueryError } from './query-error.ts'

const word = (text: string, negated = false): Condition => ({ term: null, values: [text], negated })
const term = (name: NonNullable<Condition['term']>, values: string[], negated = false): Condition => ({
  term: name,
  values,
  negated,
})

describe('a filter', () => {
  it('is made of words and terms', () => {
    assert.deepEqual(conditionsIn('web  status:running\tnode:pve1'), [
      word('web'),
      term('status', ['running']),
      term('node', ['pve1']),
    ])
    assert.deepEqual(conditionsIn('   '), [])
  })

  it('has terms with several values, one of which is enough', () => {
    assert.deepEqual(conditionsIn('tag:web,db'), [term('tag', ['web', 'db'])])
    assert.deepEqual(conditionsIn('tag:web tag:db'), [term('tag', ['web', 'db'])])
    assert.deepEqual(conditionsIn('TAG:web,,'), [term('tag', ['web'])])
  })

  it('turns round what follows a minus or an exclamation mark', () => {
    assert.deepEqual(conditionsIn('-web !tag:test,lab'), [word('web', true), term('tag', ['test', 'lab'], true)])
    assert.deepEqual(conditionsIn('-tag:a -tag:b'), [term('tag', ['a'], true), term('tag', ['b'], true)])
    assert.deepEqual(conditionsIn('- !'), [word('-'), word('!')])
  })

  it('keeps together what is in quotes', () => {
    assert.deepEqual(conditionsIn('"two words" tag:"a, b",c'), [word('two words'), term('tag', ['a, b', 'c'])])
    assert.deepEqual(conditionsIn('"node:pve1"'), [word('node:pve1')])
    assert.deepEqual(conditionsIn('-"not this"'), [word('not this', true)])
    assert.deepEqual(conditionsIn('"not closed yet'), [word('not closed yet')])
  })

  it('takes hardware and IPv6 addresses for words, whole or not', () => {
    assert.deepEqual(conditionsIn('bc:24:11 fe80::1 ad:'), [word('bc:24:11'), word('fe80::1'), word('ad:')])
  })

  it('asks for nothing with a term that has no value yet', () => {
    assert.deepEqual(conditionsIn('tag: node:"" web'), [word('web')])
  })

  it('names a term that does not exist', () => {
    for (const text of ['colour:red', 'x -colour:red', 'Colour:']) {
      assert.throws(() => conditionsIn(text), {
        name: 'QueryError',
        parameter: 'q',
        message:
          'there is no term colour; there are node, cluster, status, type, tag, ip, vmid, and quotes for a word with a colon',
      })
    }
  })

  it('understands any text, or says why not', () => {
    const piece = fc.constantFrom('"', ',', ':', '-', '!', ' ', 'tag', 'ip', 'web', '10.0.0.0/8', '*', '\n')
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (asked) => {
        try {
          const conditions = conditionsIn(asked)
          for (const { values } of conditions) assert.ok(values.length > 0 && !values.includes(''))
          matcherOf(conditions, answers)({ item: SAMPLE, id: '1', text: null })
        } catch (error) {
          assert.ok(error instanceof QueryError, String(error))
        }
      }),
    )
  })
})

interface Sample {
  readonly name: string | null
  readonly tags: readonly string[]
  readonly vmid: number
}

const SAMPLE: Sample = { name: 'Web-Front', tags: ['prod', 'EU'], vmid: 100 }

const answers: Answers<Sample> = {
  words: ({ name, vmid, tags }) => [name, vmid, null, ...tags],
  terms: {
    node: () => ['pve-node-01'],
    cluster: () => [null],
    status: () => [undefined],
    type: () => ['qemu'],
    tag: ({ tags }) => tags,
    ip: () => ['192.0.2.7', '2001:db8::7'],
    vmid: ({ vmid }) => [vmid],
  },
}

const isMeant = (text: string, item = SAMPLE): boolean =>
  matcherOf(conditionsIn(text), answers)({ item, id: '1', text: null })

describe('an item is meant', () => {
  it('by words that all are somewhere in it, in any case', () => {
    assert.ok(isMeant('front WEB 100 eu'))
    assert.ok(!isMeant('front db'))
    assert.ok(isMeant('', { name: null, tags: [], vmid: 1 }))
  })

  it('by no word that stands in two of its values', () => {
    assert.ok(!isMeant('front100'))
    assert.ok(!isMeant('"web-front 100"'))
  })

  it('by terms that equal one of its values but for case, with * for anything', () => {
    assert.ok(isMeant('node:PVE-node-01 tag:eu vmid:100'))
    assert.ok(!isMeant('node:pve'))
    assert.ok(isMeant('node:pve* tag:*o* node:*-01 vmid:1*0'))
    assert.ok(!isMeant('node:pve*02'))
    assert.ok(!isMeant('node:pve-node-01*1'))
  })

  it('by networks its addresses are in', () => {
    assert.ok(isMeant('ip:192.0.2.0/24'))
    assert.ok(isMeant('ip:10.0.0.0/8,2001:db8::/64'))
    assert.ok(!isMeant('ip:10.0.0.0/8'))
    assert.throws(() => isMeant('ip:10.0.0.0/99'), {
      parameter: 'q',
      message: 'ip: takes a network such as 192.0.2.0/24, or how an address begins',
    })
  })

  it('by nothing that it does not know', () => {
    assert.ok(!isMeant('cluster:* '))
    assert.ok(!isMeant('status:null,undefined'))
    assert.ok(isMeant('-status:running'))
  })

  it('by nothing that is turned round', () => {
    assert.ok(isMeant('web -tag:test -db'))
    assert.ok(!isMeant('web -tag:test,prod'))
  })
})
