import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { pino } from 'pino'
import type { Browser, Page } from 'playwright-core'
import { readConfig } from '../../src/config.ts'
import { Secret } from '../../src/model/secret.ts'
import { startServer } from '../../src/server.ts'
import type { Server } from '../../src/server.ts'
import { PASSWORD } from '../tools/accounts.ts'
import { openBrowser, withoutChromium } from '../tools/browser.ts'
import { temporaryFolder } from '../tools/temporary.ts'

const EMAIL = 'ann@example.com'

interface Reply {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** A page on localhost, since a passkey belongs to a name, with a device that has a sensor for fingers. */
async function openPage(browser: Browser, origin: string, isUserVerified: boolean) {
  const context = await browser.newContext()
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified,
      automaticPresenceSimulation: true,
    },
  })
  await page.goto(`${origin}/api/health`)
  return {
    page,
    verify: (is: boolean) => devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: is }),
  }
}

/** In the page: asks the API as a script of ours would. */
const ask = (page: Page, path: string, body?: object): Promise<Reply> =>
  page.evaluate(`(async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } }
    const body = ${JSON.stringify(body === undefined ? '' : JSON.stringify(body))}
    const response = await fetch(${JSON.stringify(path)}, body ? { ...init, body } : {})
    return { status: response.status, body: JSON.parse((await response.text()) || '{}') }
  })()`)

/** In the page: makes a passkey, or uses one. */
const credential = (page: Page, call: 'create' | 'get', options: object): Promise<object> =>
  page.evaluate(`(async () => {
    const parse = { create: 'parseCreationOptionsFromJSON', get: 'parseRequestOptionsFromJSON' }.${call}
    const given = await navigator.credentials.${call}({ publicKey: PublicKeyCredential[parse](${JSON.stringify(options)}) })
    return given.toJSON()
  })()`)

describe('a passkey', { skip: withoutChromium }, () => {
  const folder = temporaryFolder()
  let server: Server
  let browser: Browser
  let origin: string

  before(async () => {
    server = await startServer(readConfig(['--port', '0', '--data-dir', folder.path], {}), pino({ level: 'silent' }))
    origin = server.address.replace('127.0.0.1', 'localhost')
    await server.accounts.users.add({ email: EMAIL, name: 'Ann', role: 'viewer', password: new Secret(PASSWORD) })
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await server.stop()
    folder[Symbol.dispose]()
  })

  test('that was made by who was signed in signs in alone, and no more when it is forgotten', async () => {
    const { page } = await openPage(browser, origin, true)
    assert.equal((await ask(page, '/api/auth/passkey/generate-register-options')).status, 401)
    const signedIn = await ask(page, '/api/auth/sign-in/email', { email: EMAIL, password: PASSWORD })
    assert.equal(signedIn.status, 200)
    const { body: creation } = await ask(page, '/api/auth/passkey/generate-register-options')
    const made = await credential(page, 'create', creation)
    const kept = await ask(page, '/api/auth/passkey/verify-registration', { response: made, name: 'laptop' })
    assert.equal(kept.status, 200, JSON.stringify(kept.body))
    assert.equal(kept.body['name'], 'laptop')
    assert.ok(!('publicKey' in kept.body))
    await ask(page, '/api/auth/sign-out', {})
    assert.equal((await ask(page, '/api/session')).status, 401)

    const signIn = async () => {
      const { body: request } = await ask(page, '/api/auth/passkey/generate-authenticate-options')
      const response = await credential(page, 'get', request)
      return { response, reply: await ask(page, '/api/auth/passkey/verify-authentication', { response }) }
    }
    const first = await signIn()
    assert.equal(first.reply.status, 200, JSON.stringify(first.reply.body))
    assert.deepEqual(Object.keys(first.reply.body), ['user'])
    assert.equal(((await ask(page, '/api/session')).body['user'] as { email: string }).email, EMAIL)
    const replayed = await ask(page, '/api/auth/passkey/verify-authentication', { response: first.response })
    assert.ok(replayed.status >= 400, 'a challenge is good once')

    const { body: list } = await ask(page, '/api/auth/passkey/list-user-passkeys')
    const [only] = Object.values(list) as { id: string }[]
    assert.equal((await ask(page, '/api/auth/passkey/delete-passkey', { id: only?.id })).status, 200)
    await ask(page, '/api/auth/sign-out', {})
    const { reply } = await signIn()
    assert.deepEqual([reply.status, reply.body['code']], [401, 'sign-in-refused'])
    await page.context().close()
  })

  test('of a device that did not ask who uses it is not enough', async () => {
    const { page, verify } = await openPage(browser, origin, true)
    await ask(page, '/api/auth/sign-in/email', { email: EMAIL, password: PASSWORD })
    const { body: creation } = await ask(page, '/api/auth/passkey/generate-register-options')
    const made = await credential(page, 'create', creation)
    const kept = await ask(page, '/api/auth/passkey/verify-registration', { response: made })
    assert.equal(kept.status, 200, JSON.stringify(kept.body))
    await ask(page, '/api/auth/sign-out', {})
    await verify(false)
    const { body: request } = await ask(page, '/api/auth/passkey/generate-authenticate-options')
    const response = await credential(page, 'get', { ...request, userVerification: 'discouraged' })
    const { status, body } = await ask(page, '/api/auth/passkey/verify-authentication', { response })
    assert.deepEqual([status, body['reason']], [401, 'USER_NOT_VERIFIED'])
    assert.equal((await ask(page, '/api/session')).status, 401)
    await page.context().close()
  })

  test('that is none is refused, and is no mistake of ours', async () => {
    const { page } = await openPage(browser, origin, true)
    await ask(page, '/api/auth/sign-in/email', { email: EMAIL, password: PASSWORD })
    await ask(page, '/api/auth/passkey/generate-register-options')
    const response = { id: 'x', rawId: 'x', type: 'public-key', response: {} }
    const { status, body } = await ask(page, '/api/auth/passkey/verify-registration', { response })
    assert.deepEqual([status, body['code'], body['reason']], [400, 'bad-request', 'FAILED_TO_VERIFY_REGISTRATION'])
    await page.context().close()
  })
})
