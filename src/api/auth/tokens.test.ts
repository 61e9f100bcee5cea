import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fakeClock } from '../../lib/clock.ts'
import type { Library } from './library.ts'
import { openTokens } from './tokens.ts'

/** Tokens of a library that takes its time, which the test holds in its hands. */
function opened() {
  const clock = fakeClock()
  const answers: ((isValid: boolean) => void)[] = []
  const key = {
    id: '1',
    name: 'ci',
    start: 'pan_abc',
    referenceId: 'command-line',
    permissions: { role: ['viewer'] },
    createdAt: new Date(clock.now()),
    expiresAt: null,
    lastRequest: null,
  }
  const verifyApiKey = () =>
    new Promise((resolve) => {
      answers.push((valid) => {
        resolve(valid ? { valid, key } : { valid, key: null })
      })
    })
  const library = { api: { verifyApiKey } } as unknown as Library
  const tokens = openTokens(library, clock, async () => null)
  const role = async (text = 'secret') => (await tokens.identify(text))?.role ?? null
  return { clock, answers, tokens, role }
}

describe('a token that many come with at the same moment', () => {
  it('is looked up once for all of them, good or bad, and apart from others', async () => {
    const { answers, role } = opened()
    const asked = [role(), role(), role('another'), role()]
    assert.equal(answers.length, 2)
    for (const [index, answer] of answers.entries()) answer(index === 0)
    assert.deepEqual(await Promise.all(asked), ['viewer', 'viewer', null, 'viewer'])
    assert.equal(await role(), 'viewer', 'it is remembered')
    const again = role('another')
    assert.equal(answers.length, 3, 'what is not good is not remembered')
    answers[2]?.(false)
    assert.equal(await again, null)
  })

  it('is looked up once more after ten seconds', async () => {
    const { clock, answers, role } = opened()
    const first = role()
    answers[0]?.(true)
    await first
    clock.advance(10_000)
    const asked = [role(), role()]
    assert.equal(answers.length, 2)
    answers[1]?.(true)
    assert.deepEqual(await Promise.all(asked), ['viewer', 'viewer'])
  })

  it('is not remembered when it may be another one by the time it is known', async () => {
    const { answers, tokens, role } = opened()
    const before = role()
    tokens.forget()
    const after = role()
    assert.equal(answers.length, 2, 'what was begun before tells nothing to those who come after')
    answers[0]?.(true)
    assert.equal(await before, 'viewer')
    answers[1]?.(false)
    assert.equal(await after, null)
    const later = role()
    assert.equal(answers.length, 3)
    answers[2]?.(false)
    assert.equal(await later, null)
  })
})
