import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import fc from 'fast-check'
import { NO_ANSWER, ProblemError } from './client.ts'
import type { Part } from './whole-list.ts'
import { wholeList } from './whole-list.ts'

interface Row {
  readonly id: number
  readonly name: string
}

const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, id) => ({ id, name: `größer ${String(id)}` }))

const linesOf = (total: number, rows: readonly Row[]): Uint8Array => {
  const lines = [{ total, coverage: { remotes: 1 } }, ...rows].map((line) => `${JSON.stringify(line)}\n`)
  return new TextEncoder().encode(lines.join(''))
}

/** A reply that hands out each piece by itself. */
const replyOf = (pieces: readonly Uint8Array[]): Response =>
  new Response(
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece)
        controller.close()
      },
    }),
  )

/** Has the server answer with these pieces, and notes what it was asked. */
function answering(t: TestContext, pieces: readonly Uint8Array[]): Request[] {
  const asked: Request[] = []
  t.mock.method(globalThis, 'fetch', (path: string, init: RequestInit) => {
    asked.push(new Request(new URL(path, 'http://pano.example'), init))
    return Promise.resolve(replyOf(pieces))
  })
  return asked
}

const signal = new AbortController().signal

test('a list comes as lines, in the order that is asked for', async (t) => {
  const asked = answering(t, [linesOf(2, rowsOf(2))])
  const page = await wholeList<Row>('/api/things', { signal, sort: '-name,id' })
  assert.deepEqual(page.items, rowsOf(2))
  assert.equal(page.total, 2)
  assert.equal(page.next_cursor, null)
  assert.deepEqual(
    asked.map(({ url, headers }) => [url, headers.get('accept')]),
    [['http://pano.example/api/things?sort=-name%2Cid', 'application/x-ndjson']],
  )
})

test('wherever its reply is cut into pieces, the list is the same', async (t) => {
  const bytes = linesOf(5, rowsOf(5))
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 20 }), async (cuts) => {
      const ends = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      const pieces = ends.slice(1).map((end, index) => bytes.slice(ends[index], end))
      answering(t, pieces)
      assert.deepEqual((await wholeList<Row>('/api/things', { signal })).items, rowsOf(5))
    }),
    { numRuns: 50 },
  )
})

test('its first hundred items are there while the rest is on its way', async (t) => {
  const bytes = linesOf(250, rowsOf(250))
  const third = Math.ceil(bytes.length / 3)
  const pieces = [0, 1, 2].map((piece) => bytes.slice(piece * third, (piece + 1) * third))
  answering(t, pieces)
  const parts: Part<Row>[] = []
  const page = await wholeList<Row>('/api/things', { signal, came: (part) => parts.push(part) })
  assert.equal(page.items.length, 250)
  assert.equal(parts.length, 1)
  assert.deepEqual(parts[0]?.head.items, rowsOf(100))
  assert.equal(parts[0].head.total, 250)
  assert.ok(parts[0].there > 100 && parts[0].there < 250)
})

test('a list that is short is never shown in part', async (t) => {
  answering(t, [linesOf(3, rowsOf(3))])
  let parts = 0
  await wholeList<Row>('/api/things', { signal, came: () => (parts += 1) })
  assert.equal(parts, 0)
})

test('a reply that ends too soon is none', async (t) => {
  const whole = linesOf(3, rowsOf(3))
  for (const cut of [linesOf(3, rowsOf(2)), whole.slice(0, -1), new Uint8Array()]) {
    answering(t, [cut])
    await assert.rejects(wholeList<Row>('/api/things', { signal }), (error) => {
      assert.ok(error instanceof ProblemError)
      assert.equal(error.problem.code, NO_ANSWER)
      return true
    })
  }
})

test('a list that nobody waits for any more is no silence of the server', async (t) => {
  const abort = new AbortController()
  const gone = new Error('gone')
  const broken = new ReadableStream({
    pull(controller) {
      abort.abort()
      controller.error(gone)
    },
  })
  t.mock.method(globalThis, 'fetch', () => Promise.resolve(new Response(broken)))
  await assert.rejects(wholeList<Row>('/api/things', { signal: abort.signal }), gone)
})
