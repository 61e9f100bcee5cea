import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseSectionConfig } from './section-config.ts'

const plain = (text: string): unknown[] =>
  parseSectionConfig(text).map(({ type, id, properties }) => [type, id, Object.fromEntries(properties)])

describe('section config', () => {
  it('reads sections, and keys without a value', () => {
    const text = 'dir: one\n\tpath /srv/a b \n\tdisable\n\nNFS: two\n\tserver 192.0.2.7\n'
    assert.deepEqual(plain(text), [
      ['dir', 'one', { path: '/srv/a b', disable: true }],
      ['nfs', 'two', { server: '192.0.2.7' }],
    ])
  })

  it('skips comments and what is not a key, without ending the section', () => {
    const text = '# a comment\nnonsense\ndir: one\n# inside\n\tpath /a\ndir: swallowed\n\tcontent iso\n'
    assert.deepEqual(plain(text), [['dir', 'one', { path: '/a', content: 'iso' }]])
  })

  it('keeps the first of a repeated key and the last of a repeated section', () => {
    assert.deepEqual(plain('dir: a\n\tpath /1\n\tpath /2\n\ndir: b\n\tpath /3\n\nlvm: a\n\tvgname v\n'), [
      ['lvm', 'a', { vgname: 'v' }],
      ['dir', 'b', { path: '/3' }],
    ])
  })

  it('reads any text, in a time that does not explode', () => {
    const piece = fc.constantFrom('dir: a', '\n', '\t', ' ', ':', 'key value', '#', '__proto__', ' '.repeat(5000))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => {
          for (const { type, id } of parseSectionConfig(text)) assert.ok(type !== '' && id !== '')
        },
      ),
    )
  })
})
