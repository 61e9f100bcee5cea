import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { pino } from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { HostDetails } from '../../src/api/contract.ts'
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/server.ts'
import type { Server } from '../../src/server.ts'
import { assertAccessible } from '../tools/accessible.ts'
import { blankPage, leavePages, openBrowser, visit, withoutChromium } from '../tools/browser.ts'
import { nodeOverSsh } from '../tools/node-over-ssh.ts'
import type { NodeOverSsh } from '../tools/node-over-ssh.ts'
import { withoutShared } from '../tools/shared.ts'
import { assertSmall } from '../tools/small.ts'
import { withoutSshd } from '../tools/sshd.ts'

const isBuilt = existsSync(join(import.meta.dirname, '../../web/dist/index.html'))
const withoutWeb = isBuilt ? false : 'the web interface is not built: npm run build:web'

const TABS = ['hardware', 'storage', 'network', 'license', 'sections']
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }
const EVIL = '<img src=x onerror=alert(1)>'

describe('the web interface', { skip: withoutChromium || withoutWeb || withoutSshd || withoutShared }, () => {
  let on: NodeOverSsh
  let server: Server
  let browser: Browser
  let signedIn: BrowserContextOptions

  before(async () => {
    on = await nodeOverSsh()
    const settings = ['--port', '0', '--data-dir', join(on.folder, 'data'), '--log-level', 'silent']
    server = await startServer(readConfig(settings, {}), pino({ level: 'silent' }))
    browser = await openBrowser()
    signedIn = await signIn()
  })
  after(async () => {
    await browser.close()
    await server.stop()
    await on.stop()
  })
  afterEach(() => leavePages(browser))

  /** The cookies of an admin who opened a sign-in link. */
  async function signIn(): Promise<BrowserContextOptions> {
    const { users } = server.accounts
    const { id } = await users.add({ email: 'ann@example.com', name: 'Ann', role: 'admin', password: null })
    const { page } = await visit(browser, server.address + (await users.link(id)).path)
    return { storageState: await page.context().storageState() }
  }

  const open = async (path: string, options: BrowserContextOptions = {}) =>
    visit(browser, server.address + path, { ...signedIn, ...options })

  /** The node page with its reply changed on the way. */
  async function openChanged(change: (details: HostDetails) => unknown) {
    const { page, faults } = await blankPage(browser, server.address, signedIn)
    await page.route('**/host-details', async (route) => {
      const response = await route.fetch()
      await route.fulfill({ response, json: change((await response.json()) as HostDetails) })
    })
    await page.goto(`${server.address}/nodes/1`)
    await page.getByRole('tablist').waitFor()
    return { page, faults }
  }

  const fill = async (page: Page, privateKey: string): Promise<void> => {
    await page.getByLabel('Address').fill('127.0.0.1')
    await page.getByLabel('User').fill(on.sshd.username)
    await page.getByRole('textbox', { name: 'Private key' }).fill(privateKey)
    await page.getByText('More: port').click()
    await page.getByLabel('SSH port').fill(String(on.sshd.port))
    await page.getByRole('button', { name: 'Add node' }).click()
  }

  test('what keeps a form from being sent is said beside its field', async () => {
    const { page, faults } = await open('/')
    await page.getByRole('heading', { name: 'Add your first node' }).waitFor()
    await page.getByRole('button', { name: 'Add node' }).click()
    await page.getByText('Enter the address of the node.').waitFor()
    await page.getByText('Paste the private key').waitFor()
    await assertAccessible(page, 'the form with its mistakes')
    assert.deepEqual(faults, [])
  })

  test('a refusal is a sentence with the next step', async () => {
    const { page } = await open('/nodes/add')
    await page.route('**/api/remotes', (route) =>
      route.fulfill({
        status: 422,
        contentType: 'application/problem+json',
        json: { status: 422, code: 'not-pve', detail: `${EVIL} runs no Proxmox VE.`, hint: 'Give another address.' },
      }),
    )
    await fill(page, 'any')
    const note = page.getByRole('alert')
    await note.waitFor()
    assert.equal(await note.innerText(), `${EVIL} runs no Proxmox VE.\nGive another address.`)
  })

  test('the first node is added after its host key was confirmed, and shows what it says', async () => {
    const { page, faults } = await open('/')
    await fill(page, on.sshd.privateKey)
    const dialog = page.getByRole('dialog', { name: 'Is this 127.0.0.1?' })
    await dialog.getByText(on.sshd.fingerprint).waitFor()
    await dialog.getByText('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub').waitFor()
    await assertAccessible(page, 'the dialogue about the key')
    await dialog.getByRole('button', { name: 'It is the same: trust it' }).click()

    await page.waitForURL('**/nodes/1')
    await page.getByRole('heading', { level: 1, name: 'pve1' }).waitFor()
    await page.getByText('46 °C').waitFor()
    const link = page.getByRole('link', { name: 'Open in Proxmox VE' })
    assert.equal(await link.getAttribute('href'), 'https://127.0.0.1:8006/#v1:0:=node%2Fpve1')
    const refusal = 'Failed to load resource: the server responded with a status of 409 (Conflict)'
    assert.deepEqual(faults, [`console: ${refusal} (${server.address}/api/remotes)`])
  })

  test('the list of nodes leads to the node, and a tab is an address', async () => {
    const { page, faults } = await open('/nodes')
    await page.getByRole('link', { name: 'pve1' }).click()
    await page.getByRole('tab', { name: 'Storage' }).click()
    await page.waitForURL('**/nodes/1?tab=storage')
    await page.reload()
    await page.getByRole('tab', { name: 'Storage', selected: true }).waitFor()
    assert.deepEqual(faults, [])
  })

  test('reading a node now brings newer values', async () => {
    const { page, faults } = await open('/nodes/1')
    const ageOf = page.locator('header', { has: page.getByRole('heading', { level: 1 }) }).locator('time')
    const before = await ageOf.getAttribute('datetime')
    await page.getByRole('button', { name: 'Read now' }).click()
    await page.getByRole('button', { name: 'Reading…' }).waitFor()
    await page.getByRole('button', { name: 'Read now' }).waitFor()
    const afterwards = await ageOf.getAttribute('datetime')
    assert.ok(
      before !== null && afterwards !== null && afterwards > before,
      `${String(before)} → ${String(afterwards)}`,
    )
    assert.deepEqual(faults, [])
  })

  test('no page has a fault, an accessibility violation or a sideways scroll, wide and light or narrow and dark', async () => {
    for (const options of [{}, PHONE]) {
      const { page, faults } = await open('/', options)
      for (const path of ['/nodes', '/nodes/add', '/nowhere', ...TABS.map((tab) => `/nodes/1?tab=${tab}`)]) {
        await page.goto(server.address + path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await assertAccessible(page, `${path} ${JSON.stringify(options)}`)
        assert.deepEqual(faults, [], path)
      }
    }
  })

  test('what a node says is text and never markup', async () => {
    const hostile = (details: HostDetails): unknown =>
      JSON.parse(JSON.stringify(details, (key, value: unknown) => (isOurs(key, value) ? value : EVIL)))
    const { page, faults } = await openChanged(hostile)
    for (const tab of TABS) {
      await page.goto(`${server.address}/nodes/1?tab=${tab}`)
      await page.getByRole('heading', { level: 1, name: EVIL }).waitFor()
      assert.equal(await page.locator('img, script:not([src])').count(), 0, tab)
      assert.deepEqual(faults, [], tab)
    }
  })

  test('a value that was never read, is absent, failed or kept says so in its panel', async () => {
    const { page } = await openChanged(({ sections, ...details }) => {
      const { version: good } = sections
      const look = (over: object) => ({ ...good, kind: null, reason: null, hint: null, stale: false, ...over })
      const failed = { status: 'failed', kind: 'timeout', reason: 'no answer within 20 s', hint: 'look at its load' }
      return {
        ...details,
        sections: {
          ...sections,
          memory: look(failed),
          updates: look({ ...failed, last_success_at: null }),
          services: look({ status: 'never', collected_at: null, last_success_at: null }),
          certificates: look({ status: 'absent', reason: 'there are none', hint: 'make one' }),
          cpu: look({ status: 'ok', stale: true }),
        },
      }
    })
    const panel = (title: string) =>
      page.locator('section').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
    const says = async (title: string): Promise<string> => (await panel(title).innerText()).replaceAll(/\s+/g, ' ')
    assert.match(
      await says('Memory'),
      /Could not be read\. no answer within 20 s look at its load .*last value.* Total/,
    )
    assert.match(
      await says('Pending updates'),
      /^Pending updates Could not be read\. no answer within 20 s look at its load$/,
    )
    assert.match(await says('Services'), /^Services — Not read yet\.$/)
    assert.match(await says('Certificates'), /^Certificates — there are none make one$/)
    assert.match(await says('CPU'), /^CPU Age: stale/)
    assert.equal(await panel('Memory').locator('.is-old').count(), 1)
    assert.equal(await panel('CPU').locator('.is-old').count(), 1)
    assert.equal(await panel('Machine').locator('.is-old').count(), 0)
    await assertAccessible(page, 'a page with old values')
  })

  test('when the server goes silent the values stay and the page says that it reconnects', async () => {
    const { page } = await blankPage(browser, server.address, signedIn)
    await page.clock.install()
    await page.goto(`${server.address}/nodes/1`)
    await page.getByText('46 °C').waitFor()
    await page.route('**/api/**', (route) => route.abort())
    await page.clock.runFor(20_000)
    await page.getByRole('status').filter({ hasText: 'reconnecting' }).waitFor()
    await page.getByText('46 °C').waitFor()
    await page.context().close()
  })

  test('everything is there in Italian', async () => {
    const { page, faults } = await open('/nodes/1', { locale: 'it-IT' })
    await page.getByRole('tab', { name: 'Rete' }).waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), 'it')
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('tab', { name: 'Network' }).waitFor()
    assert.deepEqual(faults, [])
  })

  test('what the node page loads is small', async () => {
    const { page } = await open('/nodes/1')
    await page.getByRole('tablist').waitFor()
    await assertSmall(page)
  })

  test('a remote is tested, renamed, and removed with its nodes', async () => {
    const { page, faults } = await open('/remotes')
    await page.getByRole('link', { name: 'pve1' }).click()
    await page.getByRole('button', { name: 'Test' }).click()
    await page.getByText(/^pve1 answered in .*: Proxmox VE /).waitFor()
    await page.getByRole('textbox', { name: 'Name' }).fill('lab')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'lab' }).waitFor()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.keyboard.type('lab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Add your first node' }).waitFor()
    assert.deepEqual(faults, [])
  })
})

const OURS = new Set(['status', 'state', 'severity', 'via', 'kind', 'section', 'boot_mode', 'address'])

/** Words from closed lists of ours, and times. */
const isOurs = (key: string, value: unknown): boolean =>
  typeof value !== 'string' || OURS.has(key) || key.endsWith('_at') || key === 'health'
