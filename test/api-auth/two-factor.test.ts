import assert from 'node:assert/strict'
import { it } from 'node:test'
import { systemClock } from '../../src/lib/clock.ts'
import { problemIn } from '../tools/api.ts'
import { cookieIn, PASSWORD, post, withPeople } from '../tools/accounts.ts'
import type { People } from '../tools/accounts.ts'
import { totpAt } from '../tools/totp.ts'

const EMAIL = 'viewer@example.com'
const password = { password: PASSWORD }
const now = (uri: string): string => totpAt(uri, systemClock.now())

/** A user with an app for codes. */
async function enrolled({ add, ask, signIn }: People) {
  const { id } = await add('viewer')
  const cookie = await signIn(EMAIL)
  const enabled = await ask(post('/api/auth/two-factor/enable', password, { cookie }))
  assert.equal(enabled.statusCode, 200, enabled.body)
  const { totpURI, backupCodes } = enabled.json<{ totpURI: string; backupCodes: string[] }>()
  const verified = await ask(post('/api/auth/two-factor/verify-totp', { code: now(totpURI) }, { cookie }))
  assert.equal(verified.statusCode, 200, verified.body)
  return { id, uri: totpURI, codes: backupCodes, cookie: cookieIn(verified) }
}

/** The first half of a sign-in. */
async function passwordGiven({ ask }: People) {
  const response = await ask(post('/api/auth/sign-in/email', { email: EMAIL, password: PASSWORD }))
  assert.deepEqual(response.json(), { twoFactorRedirect: true, twoFactorMethods: ['totp'] })
  return cookieIn(response)
}

it('a second factor is asked for once an app has proven that it knows the secret', () =>
  withPeople(async (people) => {
    const { ask, accounts } = people
    const { id, uri, cookie } = await enrolled(people)
    assert.equal((await accounts.users.find(id))?.twoFactor, true)
    assert.equal((await ask({ url: '/api/session', headers: { cookie } })).statusCode, 200, 'stays signed in')
    const half = await passwordGiven(people)
    problemIn(await ask({ url: '/api/session', headers: { cookie: half } }), 401, 'unauthenticated')
    const wrong = now(uri) === '000000' ? '111111' : '000000'
    problemIn(
      await ask(post('/api/auth/two-factor/verify-totp', { code: wrong }, { cookie: half })),
      401,
      'sign-in-refused',
    )
    const whole = await ask(post('/api/auth/two-factor/verify-totp', { code: now(uri) }, { cookie: half }))
    assert.equal(whole.statusCode, 200)
    assert.deepEqual(Object.keys(whole.json<object>()), ['user'])
    const session = await ask({ url: '/api/session', headers: { cookie: cookieIn(whole) } })
    assert.equal(session.json<{ user: { two_factor: boolean } }>().user.two_factor, true)
  }))

it('a code without a password first is worth nothing', () =>
  withPeople(async (people) => {
    const { uri } = await enrolled(people)
    const { ask } = people
    problemIn(await ask(post('/api/auth/two-factor/verify-totp', { code: now(uri) })), 401, 'sign-in-refused')
  }))

it('codes kept for when the app is lost work once each', () =>
  withPeople(async (people) => {
    const { ask } = people
    const { codes } = await enrolled(people)
    const use = async () =>
      ask(post('/api/auth/two-factor/verify-backup-code', { code: codes[0] }, { cookie: await passwordGiven(people) }))
    const first = await use()
    assert.equal(first.statusCode, 200, first.body)
    assert.notEqual(cookieIn(first), '')
    problemIn(await use(), 401, 'sign-in-refused')
  }))

it('guesses are counted by challenge: after five the password is asked for again', () =>
  withPeople(async (people) => {
    const { ask } = people
    const { uri } = await enrolled(people)
    const cookie = await passwordGiven(people)
    const wrong = now(uri) === '000000' ? '111111' : '000000'
    for (let guess = 0; guess < 5; guess++)
      await ask(post('/api/auth/two-factor/verify-totp', { code: wrong }, { cookie }))
    const right = await ask(post('/api/auth/two-factor/verify-totp', { code: now(uri) }, { cookie }))
    assert.ok(right.statusCode >= 400)
    assert.equal(cookieIn(right), '')
  }))

it('its owner takes it away with the password, and an admin from whoever lost it', () =>
  withPeople(async (people) => {
    const { ask, signIn, accounts } = people
    const { id, cookie } = await enrolled(people)
    problemIn(await ask(post('/api/auth/two-factor/disable', { password: 'no' }, { cookie })), 400, 'bad-request')
    assert.equal((await ask(post('/api/auth/two-factor/disable', password, { cookie }))).statusCode, 200)
    const again = await signIn(EMAIL)
    const { totpURI } = (await ask(post('/api/auth/two-factor/enable', password, { cookie: again }))).json<{
      totpURI: string
    }>()
    await ask(post('/api/auth/two-factor/verify-totp', { code: now(totpURI) }, { cookie: again }))
    await passwordGiven(people)
    assert.equal((await accounts.users.change(id, { twoFactor: false }))?.twoFactor, false)
    await signIn(EMAIL)
  }))
