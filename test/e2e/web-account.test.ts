import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, afterEach, before, describe, test } from 'node:test'
import { pino } from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { encode } from 'uqr'
import { readConfig } from '../../src/config.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Secret } from '../../src/model/secret.ts'
import { startServer } from '../../src/server.ts'
import type { Server } from '../../src/server.ts'
import { assertAccessible } from '../tools/accessible.ts'
import { PASSWORD } from '../tools/accounts.ts'
import { withFingers } from '../tools/authenticator.ts'
import { blankPage, leavePages, openBrowser } from '../tools/browser.ts'
import { temporaryFolder } from '../tools/temporary.ts'
import { totpAt } from '../tools/totp.ts'
import { PHONE, withoutWeb } from '../tools/web-interface.ts'

/** Where a QR code of a text is dark, within a border of four. */
const darkModules = (text: string): string[] =>
  encode(text, { border: 4 }).data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}`] : [])))

const NEW_PASSWORD = 'staple battery horse correct'

/** The browser itself reports each refusal that a page asked for. */
const besideRefusals = (faults: readonly string[]): string[] => faults.filter((fault) => !/status of 4\d\d/.test(fault))

describe('the own account in the web interface', { skip: withoutWeb }, () => {
  const folder = temporaryFolder()
  let server: Server
  let browser: Browser
  let origin: string

  before(async () => {
    const settings = ['--port', '0', '--data-dir', folder.path, '--trusted-proxies', '127.0.0.1']
    server = await startServer(readConfig(settings, {}), pino({ level: 'silent' }))
    // A passkey belongs to a name.
    origin = server.address.replace('127.0.0.1', 'localhost')
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await server.stop()
    folder[Symbol.dispose]()
  })
  afterEach(() => leavePages(browser))

  let visitors = 0

  /** Each from an address of its own, so that the limit of attempts does not count those of others. */
  async function open(path: string, options: BrowserContextOptions = {}) {
    const seen = await blankPage(browser, origin, options)
    await seen.page.setExtraHTTPHeaders({ 'x-forwarded-for': `192.0.2.${String(++visitors)}` })
    await seen.page.goto(origin + path)
    return seen
  }

  async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
    await page.getByLabel(/^E-mail address|^Indirizzo e-mail/).fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: /^(Sign in|Accedi)$/ }).click()
  }

  const arrived = (page: Page) => page.getByRole('heading', { level: 1, name: /^(Your|Il tuo) account$/ }).waitFor()

  const add = (email: string, password: Secret | null = new Secret(PASSWORD)) =>
    server.accounts.users.add({ email, name: null, role: 'viewer', password })

  /** On the page of the account, signed in as a user of its own. */
  async function opened(email: string, options: BrowserContextOptions = {}) {
    const { page, faults } = await open('/sign-in?to=/account', options)
    await signIn(page, email)
    await arrived(page)
    return { page, faults }
  }

  const panel = (page: Page, title: string) =>
    page.locator('section', { has: page.getByRole('heading', { name: title }) })

  test('the menu leads there, and a password is changed by whoever knows it', async () => {
    await add('ann@example.com')
    const { page, faults } = await open('/sign-in?to=/settings')
    await signIn(page, 'ann@example.com')
    await page.getByRole('button', { name: 'Account: ann@example.com' }).click()
    await page.getByRole('menuitem', { name: 'Your account' }).click()
    await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor()
    const { page: other } = await opened('ann@example.com')

    const form = page.getByRole('form', { name: 'Password' })
    await form.getByRole('button', { name: 'Change password' }).click()
    await form.getByText('Enter your current password.').waitFor()
    await form.getByText('Enter at least 12 characters.').waitFor()
    await assertAccessible(page, 'the account with mistakes')
    await form.getByLabel('Current password').fill('not it at all')
    await form.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD)
    await form.getByLabel('New password again').fill('another')
    await form.getByRole('button', { name: 'Change password' }).click()
    await form.getByText('This is another password.').waitFor()
    await form.getByLabel('New password again').fill(NEW_PASSWORD)
    await form.getByRole('button', { name: 'Change password' }).click()
    await form.getByText('This is not your password.').waitFor()
    assert.equal(await form.getByLabel('Current password').getAttribute('aria-invalid'), 'true')
    await form.getByLabel('Current password').fill(PASSWORD)
    await form.getByRole('button', { name: 'Change password' }).click()
    await form.getByText('Changed. Your other sessions have ended.').waitFor()
    assert.equal(await form.getByLabel('Current password').inputValue(), '')

    await other.reload()
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    await signIn(other, 'ann@example.com')
    await other.getByRole('alert').waitFor()
    await signIn(other, 'ann@example.com', NEW_PASSWORD)
    await arrived(other)
    assert.deepEqual(besideRefusals(faults), [])
  })

  test('a second step is turned on with an app, asked for, replaced by a backup code, and turned off', async () => {
    await add('bo@example.com')
    const { page, faults } = await opened('bo@example.com')
    const step = panel(page, 'Second step')
    await step.getByRole('button', { name: 'Turn on' }).click()
    await page.getByRole('dialog').getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('dialog').getByText('This is not your password.').waitFor()
    await assertAccessible(page, 'the question for the password')
    await page.getByRole('dialog').getByLabel('Password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    const link = step.getByRole('link', { name: 'Open in the app' })
    const uri = (await link.getAttribute('href')) ?? ''
    assert.match(uri, /^otpauth:\/\/totp\/Panoramica:bo%40example\.com\?secret=/)
    const typed = (await step.locator('code').first().innerText()).replaceAll(/\s/g, '')
    assert.equal(typed, new URL(uri).searchParams.get('secret'))
    const drawn = step.getByRole('img', { name: 'QR code for the app' }).locator('path')
    assert.deepEqual((await drawn.getAttribute('d'))?.match(/M\d+ \d+/g), darkModules(uri))
    await assertAccessible(page, 'the secret for the app')
    const code = step.getByLabel('Code of your app')
    await code.fill(totpAt(uri, systemClock.now()) === '000000' ? '111111' : '000000')
    await page.keyboard.press('Enter')
    await step.getByText('This is not the code that the app shows now.').waitFor()
    await code.fill(totpAt(uri, systemClock.now()))
    await page.keyboard.press('Enter')

    await step.getByText('Each signs in once').waitFor()
    const codes = await step.getByRole('listitem').allInnerTexts()
    assert.equal(new Set(codes).size, 10)
    await assertAccessible(page, 'the backup codes')
    const downloading = page.waitForEvent('download')
    await step.getByRole('button', { name: 'Download' }).click()
    assert.deepEqual(
      readFileSync(await (await downloading).path(), 'utf8')
        .trim()
        .split('\n'),
      codes,
    )
    await step.getByRole('button', { name: 'I have kept them' }).click()
    await step.getByText('On: beside the password').waitFor()
    assert.equal(await step.getByRole('listitem').count(), 0)

    const { page: byCode } = await open('/sign-in?to=/account')
    await signIn(byCode, 'bo@example.com')
    await byCode.getByLabel('Code of your app').fill(totpAt(uri, systemClock.now()))
    await byCode.keyboard.press('Enter')
    await arrived(byCode)
    const { page: byBackup } = await open('/sign-in?to=/account')
    await signIn(byBackup, 'bo@example.com')
    await byBackup.getByRole('button', { name: 'Use a backup code' }).click()
    await byBackup.getByLabel('Backup code').fill(codes[0] ?? '')
    await byBackup.keyboard.press('Enter')
    await arrived(byBackup)

    await step.getByRole('button', { name: 'New backup codes' }).click()
    await page.getByRole('dialog').getByLabel('Password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await step.getByRole('listitem').first().waitFor()
    const renewed = await step.getByRole('listitem').allInnerTexts()
    assert.equal(new Set([...codes, ...renewed]).size, 20)
    await step.getByRole('button', { name: 'Turn off' }).click()
    await page.getByRole('dialog').getByLabel('Password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await step.getByRole('button', { name: 'Turn on' }).waitFor()
    const { page: alone } = await opened('bo@example.com')
    await panel(alone, 'Second step').getByText('Off: the password alone').waitFor()
    assert.deepEqual(besideRefusals(faults), [])
  })

  test('a passkey is added under a name, renamed, signs in, and is removed', async () => {
    await add('cleo@example.com')
    const { page, faults } = await open('/sign-in?to=/account')
    await withFingers(page)
    await signIn(page, 'cleo@example.com')
    const keys = panel(page, 'Passkeys')
    await keys.getByText('No passkeys.').waitFor()
    await keys.getByLabel('Name of the device').fill('Laptop')
    await keys.getByRole('button', { name: 'Add a passkey' }).click()
    await keys.getByRole('row', { name: 'Laptop' }).waitFor()
    await keys.getByLabel('Name of the device').fill('Again')
    await keys.getByRole('button', { name: 'Add a passkey' }).click()
    await keys.getByText('This device has a passkey of yours already.').waitFor()
    await keys.getByRole('button', { name: 'Rename Laptop' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Old laptop')
    await page.keyboard.press('Enter')
    await keys.getByRole('row', { name: 'Old laptop' }).waitFor()
    await assertAccessible(page, 'the passkeys')

    await signOut(page)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('button', { name: 'Account: cleo@example.com' }).waitFor()
    await page.goto(`${origin}/account`)
    await keys.getByRole('button', { name: 'Remove Old laptop?' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await keys.getByText('No passkeys.').waitFor()
    await signOut(page)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('alert').waitFor()
    assert.deepEqual(besideRefusals(faults), [])
    // The fingers would stay.
    await page.context().close()
  })

  async function signOut(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Account: ' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }

  test('sessions are seen by their device and ended, one and all others', async () => {
    await add('dan@example.com')
    const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0'
    const others = [
      await opened('dan@example.com', { userAgent }),
      await opened('dan@example.com'),
      await opened('dan@example.com'),
    ]
    const { page } = await opened('dan@example.com')
    const list = panel(page, 'Your sessions')
    await list.getByRole('row', { name: 'Firefox · Linux' }).getByRole('button', { name: 'End' }).click()
    await list.getByRole('row', { name: 'Firefox · Linux' }).waitFor({ state: 'detached' })
    assert.equal(await list.getByRole('row').count(), 1 + 3)
    await assertAccessible(page, 'the sessions')
    await list.getByRole('button', { name: 'End all others?' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click()
    await list.getByRole('button').waitFor({ state: 'detached' })
    await list.getByRole('cell', { name: 'this one' }).waitFor()
    for (const { page: other } of others) {
      await other.reload()
      await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    }
  })

  test('who has no password is told what there is instead', async () => {
    const { id } = await add('eve@example.com', null)
    const { page, faults } = await open((await server.accounts.users.link(id)).path)
    await page.getByRole('button', { name: 'Account: ' }).waitFor()
    await page.goto(`${origin}/account`)
    await page.getByText('You have no password').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Turn on' }).count(), 0)
    await assertAccessible(page, 'the account without a password')
    assert.deepEqual(besideRefusals(faults), [])
  })

  test('it reads well in Italian on a phone, by day and by night', async () => {
    await add('gio@example.com')
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, faults } = await opened('gio@example.com', { ...PHONE, colorScheme, locale: 'it-IT' })
      await page.getByRole('heading', { level: 1, name: 'Il tuo account' }).waitFor()
      await page.getByText('Non attivo: basta la password.').waitFor()
      await assertAccessible(page, `the account in Italian, ${colorScheme}`)
      await page.getByRole('button', { name: 'Attiva' }).click()
      await page.getByRole('dialog').getByLabel('Password').fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: 'Apri nell’app' }).waitFor()
      await assertAccessible(page, `the secret in Italian, ${colorScheme}`)
      assert.deepEqual(besideRefusals(faults), [])
    }
  })
})
