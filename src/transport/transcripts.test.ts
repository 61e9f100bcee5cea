import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fakeClock } from '../lib/clock.ts'
import { seededRandom } from '../lib/random.ts'
import type { Asked, Run } from '../model/transcript.ts'
import { openTranscripts } from './transcripts.ts'
import type { Transcripts } from './transcripts.ts'

const asked = (question: string, output = ''): Asked => ({
  question,
  via: 'ssh-plain',
  at: 0,
  durationMs: 0,
  exit: 0,
  output,
  isCut: false,
  failure: null,
})

const shown = (runs: readonly Run[]): string[] =>
  runs.map(({ kind, over, asked: all }) => `${kind} ${over} ${all.map(({ question }) => question).join(' ')}`)

/** One run in which one thing is asked. */
function run(transcripts: Transcripts, question: string, kind: Run['kind'] = 'look', nodeId = 1, output = ''): void {
  transcripts.listenTo(nodeId, 'ssh').begin(kind)([asked(question, output)])
}

describe('transcripts', () => {
  it('hold the last five looks at a node, two reads of the past and its last live round, the newest first', () => {
    const transcripts = openTranscripts(fakeClock())
    for (let n = 1; n <= 7; n++) run(transcripts, `q${n}`)
    for (const question of ['l1', 'l2']) run(transcripts, question, 'live')
    for (const question of ['c1', 'c2', 'c3']) run(transcripts, question, 'course')
    run(transcripts, 'other', 'look', 2)
    assert.deepEqual(shown(transcripts.of(1)), [
      'course ssh c3',
      'course ssh c2',
      'live ssh l2',
      'look ssh q7',
      'look ssh q6',
      'look ssh q5',
      'look ssh q4',
      'look ssh q3',
    ])
    assert.deepEqual(shown(transcripts.of(2)), ['look ssh other'])
    assert.deepEqual(transcripts.of(3), [])
  })

  it('keep runs apart that overlap', () => {
    const transcripts = openTranscripts(fakeClock())
    const listener = transcripts.listenTo(1, 'ssh')
    const [look, live] = [listener.begin('look'), listener.begin('live')]
    look([asked('a')])
    live([asked('b')])
    look([asked('c')])
    assert.deepEqual(shown(transcripts.of(1)), ['live ssh b', 'look ssh a c'])
  })

  it('tell what was asked as it was', () => {
    const transcripts = openTranscripts(fakeClock())
    const failure = { kind: 'timeout', message: 'no answer', hint: null } as const
    const all = [asked('a', 'Grüße \0 €\n'), { ...asked('b'), exit: null, failure }]
    const ear = transcripts.listenTo(1, 'https').begin('look')
    ear(all.slice(0, 1))
    ear(all.slice(1))
    assert.deepEqual(transcripts.of(1), [{ kind: 'look', over: 'https', startedAt: fakeClock().now(), asked: all }])
  })

  it('never hold more text than they may: the oldest runs go first', () => {
    const transcripts = openTranscripts(fakeClock(), 10_000)
    // It takes half as much when it is packed.
    const random = seededRandom(1)
    const text = (bytes: number): string => random.bytes(bytes).toString('hex')
    for (let nodeId = 1; nodeId <= 10; nodeId++) run(transcripts, 'q', 'look', nodeId, text(2700))
    const left = Array.from({ length: 10 }, (_, n) => transcripts.of(n + 1).length)
    assert.deepEqual(left, [0, 0, 0, 0, 0, 0, 0, 1, 1, 1])
    const ear = transcripts.listenTo(99, 'ssh').begin('look')
    ear([asked('q', text(10_000))])
    ear([asked('late')])
    assert.deepEqual(transcripts.of(99), [])
  })
})
