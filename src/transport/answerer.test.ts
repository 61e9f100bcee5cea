import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FailureError } from '../model/failure.ts'
import { GATE, SHELL, answererSeen } from './answerer.ts'
import type { Answerer } from './answerer.ts'
import type { Answered } from './converse.ts'
import { GATE_NAME, GATE_VERSION } from './gate/program.ts'

const answered: Answered = { outputs: [], ended: null }

/** An exchange that ended before it had begun, because of this. */
const retort = (said: string | null, kind: 'bad-reply' | 'unreachable' = 'bad-reply'): Answered => ({
  outputs: [],
  ended: { failure: new FailureError(kind, 'it ended'), resumable: false, retort: said },
})
const ours = `${GATE_NAME} ${GATE_VERSION}: this key is for Panoramica only\n`

const cases: [what: string, asked: Answerer, answer: Answered, seen: Answerer][] = [
  ['an answer to a script is that of a shell', SHELL, answered, SHELL],
  ['an answer to a request is that of a gate', GATE, answered, GATE],
  ['an answer that breaks off changes nothing', GATE, retort(null), GATE],
  ['a gate that gets a script says so', SHELL, retort(ours), GATE],
  ['a gate that speaks behind a banner is heard', SHELL, retort(`Welcome\n${ours}`), GATE],
  ['a user without a shell is no gate', SHELL, retort('This account is not available.\n'), SHELL],
  ['where the gate was taken away there is a shell', GATE, retort(`sh: 1: ${GATE_NAME}: not found\n`), SHELL],
  ['a connection that breaks says nothing of who was there', GATE, retort('', 'unreachable'), GATE],
]
for (const [what, asked, answer, seen] of cases) test(what, () => assert.equal(answererSeen(asked, answer), seen))

const failing = (asked: Answerer, said: string): FailureError['failure'] => {
  try {
    answererSeen(asked, retort(said))
  } catch (error) {
    assert.ok(error instanceof FailureError)
    return error.failure
  }
  assert.fail('it was no failure')
}

test('a gate of another version is refused with both versions and the next step', () => {
  for (const asked of [SHELL, GATE])
    assert.deepEqual(failing(asked, `${GATE_NAME} 0123456789abcdef: this is not version x\n`), {
      kind: 'forbidden',
      message: `the gate on this node is of another version (0123456789abcdef, this Panoramica has ${GATE_VERSION})`,
      hint: 'Put what `panoramica gate` prints in its place on the node.',
    })
})

test('a request that our own gate refuses is a mistake of ours', () => {
  assert.deepEqual(failing(GATE, `${GATE_NAME} ${GATE_VERSION}: not in the list: x\n`), {
    kind: 'bug',
    message: 'the gate on this node refused a request: not in the list: x',
    hint: null,
  })
})
