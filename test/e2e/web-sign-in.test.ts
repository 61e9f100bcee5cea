import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { pino } from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { readConfig } from '../../src/config.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/model/secret.ts'
import { startServer } from '../../src/server.ts'
import type { Server } from '../../src/server.ts'
import { assertAccessible } from '../tools/accessible.ts'
import { PASSWORD } from '../tools/accounts.ts'
import { blankPage, leavePages, openBrowser } from '../tools/browser.ts'
import { temporaryFolder } from '../tools/temporary.ts'
import { totpAt } from '../tools/totp.ts'
import { nodeItem, playFleet, remoteItem } from '../tools/web-fleet.ts'
import { PHONE, withoutWeb } from '../tools/web-interface.ts'

const ADMIN = 'ann@example.com'
const VIEWER = 'bo@example.com'

/** The browser itself reports each 401 that a page asked for. */
const beside401 = (faults: readonly string[]): string[] => faults.filter((fault) => !fault.includes('status of 401'))

describe('signing in to the web interface', { skip: withoutWeb }, () => {
  const folder = temporaryFolder()
  let server: Server
  let browser: Browser

  before(async () => {
    const settings = ['--port', '0', '--data-dir', folder.path, '--trusted-proxies', '127.0.0.1']
    server = await startServer(readConfig(settings, {}), pino({ level: 'silent' }))
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await server.stop()
    folder[Symbol.dispose]()
  })
  afterEach(() => leavePages(browser))

  let visitors = 0

  /**
   * A page of a fresh profile, on which a remote with a node is played. Each comes from an address of its own, so that
   * the limit of attempts does not count those of others.
   */
  async function open(path: string, options: BrowserContextOptions = {}) {
    const { page, faults } = await blankPage(browser, server.address, options)
    await page.setExtraHTTPHeaders({ 'x-forwarded-for': `192.0.2.${String(++visitors)}` })
    await playFleet(page, () => [nodeItem(1)], [remoteItem(1, 'prod')])
    await page.goto(server.address + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    return { page, faults }
  }

  async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
    await page.getByRole('textbox', { name: 'E-mail address' }).fill(email)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  /** The frame is around the page. */
  const isIn = (page: Page) => page.getByRole('button', { name: 'Account: ' }).waitFor()

  test('without a user every page says that the start printed a link', async () => {
    const { page, faults } = await open('/remotes')
    await page.getByText('There is no user yet.').waitFor()
    assert.equal(new URL(page.url()).search, '?to=/remotes')
    assert.equal(await page.getByRole('textbox').count(), 0)
    assert.deepEqual(beside401(faults), [])
  })

  test('a setup link that is not of this start makes nobody', async () => {
    const { page } = await open('/setup?token=wrong')
    await page.getByRole('textbox', { name: 'E-mail address' }).fill(ADMIN)
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD)
    await page.getByRole('textbox', { name: 'Password again' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('alert').getByText('This link was used already, or it is not of this start.').waitFor()
    assert.deepEqual(await server.accounts.users.list(), [])
  })

  test('the setup link makes the first admin, who is signed in, signs out and in again', async () => {
    const { page, faults } = await open(`/setup?token=${server.accounts.setup.token?.reveal() ?? ''}`, PHONE)
    await page.getByRole('textbox', { name: 'E-mail address' }).fill(ADMIN)
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD)
    await page.getByRole('textbox', { name: 'Password again' }).fill('another')
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByText('This is another password.').waitFor()
    await assertAccessible(page, 'the setup with a mistake')
    await page.getByRole('textbox', { name: 'Password again' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Start' }).click()
    await isIn(page)

    await page.getByRole('button', { name: `Account: ${ADMIN}` }).click()
    await page.getByRole('menu').getByText('Admin').waitFor()
    await assertAccessible(page, 'the account menu')
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await assertAccessible(page, 'the sign-in')
    await page.goto(`${server.address}/remotes?q=prod`)
    await signIn(page, ADMIN)
    await page.waitForURL('**/remotes?q=prod')
    await page.getByRole('link', { name: 'Add a remote' }).waitFor()
    assert.deepEqual(beside401(faults), [])
  })

  test('a wrong password is refused in words', async () => {
    const { page } = await open('/sign-in')
    await signIn(page, ADMIN, 'wrong wrong wrong')
    await page.getByRole('alert').getByText('The e-mail address or the password is wrong.').waitFor()
    await assertAccessible(page, 'the sign-in that was refused')
    assert.match(page.url(), /\/sign-in$/)
  })

  test('a session that ends leads to the sign-in and back to the same page, as whoever signs in', async () => {
    const { page } = await open('/sign-in')
    await signIn(page, ADMIN)
    await isIn(page)
    await page.goto(`${server.address}/remotes/1`)
    await page.getByRole('button', { name: 'Remove' }).waitFor()
    await server.accounts.sessions.endOthers((await idOf(ADMIN)) ?? '', null)
    const signInPage = page.getByRole('heading', { name: 'Sign in' })
    // The page may learn it without being clicked.
    await Promise.any([page.getByRole('button', { name: 'Test' }).click(), signInPage.waitFor()])
    await signInPage.waitFor()
    await server.accounts.users.add({ email: VIEWER, name: null, role: 'viewer', password: new Secret(PASSWORD) })
    await signIn(page, VIEWER)
    await page.waitForURL('**/remotes/1')
    await page.getByRole('heading', { level: 1, name: 'prod' }).waitFor()
    for (const name of ['Test', 'Remove', 'Save']) assert.equal(await page.getByRole('button', { name }).count(), 0)
    assert.equal(await page.getByRole('textbox').count(), 0)
  })

  const idOf = async (address: string) =>
    (await server.accounts.users.list()).find(({ email }) => email === address)?.id

  test('a viewer sees no admin action', async () => {
    const { page, faults } = await open('/sign-in?to=/remotes')
    await signIn(page, VIEWER)
    await page.getByRole('link', { name: 'prod' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Add a remote' }).count(), 0)
    await page.goto(`${server.address}/remotes/add`)
    await page.getByText('Only admins add nodes').waitFor()
    assert.equal(await page.getByRole('textbox').count(), 0)
    await page.getByRole('button', { name: `Account: ${VIEWER}` }).click()
    await page.getByRole('menu').getByText('Viewer').waitFor()
    assert.deepEqual(beside401(faults), [])
  })

  test('a link signs in once, and says so the second time', async () => {
    const { path } = await server.accounts.users.link((await idOf(VIEWER)) ?? '')
    const { page } = await open(path)
    await isIn(page)
    const { page: other } = await open(path)
    await other.getByRole('alert').getByText('This link was used already').waitFor()
    await assertAccessible(other, 'a link that was used')
  })

  test('what is asked for in the address leads to no other site', async () => {
    const { page, faults } = await open('/sign-in?to=//evil.example/nodes')
    await signIn(page, VIEWER)
    await isIn(page)
    assert.equal(page.url(), `${server.address}/`)
    assert.deepEqual(beside401(faults), [])
  })

  test('an admin adds users, makes tokens that are shown once, and sees who did what', async () => {
    const { page, faults } = await open((await server.accounts.users.link((await idOf(ADMIN)) ?? '')).path)
    await isIn(page)
    await page.goto(`${server.address}/settings`)
    await page.getByRole('textbox', { name: 'E-mail address' }).fill('cleo@example.com')
    await page.getByRole('button', { name: 'Add user' }).click()
    const row = page.getByRole('row', { name: 'cleo@example.com' })
    await row.getByRole('button', { name: 'Make admin' }).click()
    await row.getByRole('button', { name: 'Make viewer' }).waitFor()
    await row.getByRole('button', { name: 'Sign-in link' }).click()
    await page.getByText(`${server.address}/api/auth/link?token=`).waitFor()
    await assertAccessible(page, 'the users')
    await row.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog', { name: 'Remove cleo@example.com?' }).getByRole('button', { name: 'Remove' }).click()
    await row.waitFor({ state: 'detached' })

    await page.getByRole('tab', { name: 'API tokens' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('grafana')
    await page.getByRole('button', { name: 'Make token' }).click()
    await page.getByText(/^pano_[A-Za-z]{64}$/).waitFor()
    await page.getByRole('row', { name: 'grafana' }).waitFor()
    await assertAccessible(page, 'the tokens')
    await page.reload()
    assert.equal(await page.getByText(/^pano_[A-Za-z]{64}$/).count(), 0)
    await page.getByRole('button', { name: 'Revoke grafana?' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('No tokens.').waitFor()

    await page.getByRole('tab', { name: 'Audit' }).click()
    await page.getByRole('cell', { name: 'cleo@example.com (viewer)' }).waitFor()
    await page.getByRole('cell', { name: 'sign-in refused' }).first().waitFor()
    await assertAccessible(page, 'the audit')
    assert.deepEqual(beside401(faults), [])
  })

  test('a viewer sees in the settings what is read, and nothing else', async () => {
    const { page } = await open((await server.accounts.users.link((await idOf(VIEWER)) ?? '')).path, PHONE)
    await isIn(page)
    await page.goto(`${server.address}/settings?tab=users`)
    await page.getByRole('searchbox').waitFor()
    assert.deepEqual(await page.getByRole('tab').allInnerTexts(), ['Permissions'])
    await assertAccessible(page, 'the settings of a viewer')
  })

  test('who has a second factor is asked for its code', async () => {
    const { page } = await open('/sign-in')
    await signIn(page, VIEWER)
    await isIn(page)
    const uri = await enableSecondFactor(page)
    const { page: other } = await open('/sign-in?to=/remotes')
    await signIn(other, VIEWER)
    await other.getByRole('textbox', { name: 'Code of your app' }).fill('000000')
    await assertAccessible(other, 'the second step')
    await other.getByRole('button', { name: 'Sign in', exact: true }).click()
    await other.getByRole('alert').waitFor()
    await other.getByRole('textbox', { name: 'Code of your app' }).fill(totpAt(uri, systemClock.now()))
    await other.getByRole('button', { name: 'Sign in', exact: true }).click()
    await other.waitForURL('**/remotes')
  })

  /** In the page: enables it as the API takes it. */
  async function enableSecondFactor(page: Page): Promise<string> {
    const ask = (path: string, body: object): Promise<{ totpURI: string }> =>
      page.evaluate(`fetch(${JSON.stringify(`/api/auth/two-factor/${path}`)}, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: ${JSON.stringify(JSON.stringify(body))},
      }).then((response) => response.json())`)
    const { totpURI } = await ask('enable', { password: PASSWORD })
    await ask('verify-totp', { code: totpAt(totpURI, systemClock.now()) })
    return totpURI
  }
})
