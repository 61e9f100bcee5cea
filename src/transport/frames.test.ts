import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { frames } from './frames.ts'
import type { Mark } from './frames.ts'

const NONCE = '0123456789abcdef'

function cut(bytes: Buffer, sizes: readonly number[], limit = 1000): { sections: [string, Mark][]; overflows: number } {
  const sections: [string, Mark][] = []
  let overflows = 0
  const feed = frames(NONCE, limit, {
    section: (body, mark) => sections.push([body.toString('latin1'), mark]),
    overflow: () => overflows++,
  })
  let at = 0
  for (const size of sizes) {
    feed(bytes.subarray(at, at + size))
    at += size
  }
  feed(bytes.subarray(at))
  return { sections, overflows }
}

const framed = (bodies: readonly string[]): Buffer =>
  Buffer.from(bodies.map((body, index) => `${body}\n${NONCE} ${String(index)} 7.25\n`).join(''), 'latin1')

test('a stream is cut at its marks wherever the chunks fall', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', '\n', '0', '1', ' ', '\0', 'é') }), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }),
      (bodies, sizes) => {
        const { sections } = cut(framed(bodies), sizes)
        assert.deepEqual(
          sections,
          bodies.map((body, index) => [body, { code: String(index), uptime: 7.25 }]),
        )
      },
    ),
  )
})

test('a section beyond the limit is cut, said once, and the next one is whole', () => {
  const { sections, overflows } = cut(framed(['x'.repeat(50), 'short']), [3, 7, 20, 1], 10)
  assert.deepEqual(
    sections.map(([body]) => body),
    ['x'.repeat(10), 'short'],
  )
  assert.equal(overflows, 1)
})

test('what is no mark of ours stays in the section', () => {
  const body = '\nffffffffffffffff 0 1.00\n'
  assert.equal(cut(framed([body]), []).sections[0]?.[0], body)
})

test('a mark that never ends its line is cut off, not waited for', () => {
  const { sections } = cut(Buffer.from(`a\n${NONCE} ${'9'.repeat(300)}`), [])
  assert.equal(sections.length, 1)
})
