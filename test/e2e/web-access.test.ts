import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { pino } from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { startSimulator } from '../../simulator/start.ts'
import type { SimulatedNode, Simulator } from '../../simulator/start.ts'
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/server.ts'
import type { Server } from '../../src/server.ts'
import { assertAccessible } from '../tools/accessible.ts'
import { closePages, openBrowser, visit } from '../tools/browser.ts'
import { freePort } from '../tools/sshd.ts'
import { temporaryFolder } from '../tools/temporary.ts'
import { PHONE, withoutWeb } from '../tools/web-interface.ts'

const WAITS = { unauthorizedSeconds: 0, unreachableSeconds: 0, unansweredSeconds: 0 }

describe('nodes that are read over the API, in the web interface', { skip: withoutWeb }, () => {
  const folder = temporaryFolder()
  let simulator: Simulator
  let server: Server
  let browser: Browser
  let cookies: Exclude<BrowserContextOptions['storageState'], undefined>

  before(async () => {
    simulator = await startSimulator({
      fleet: { clusters: 1, nodesPerCluster: 2, standalone: 0, guestsPerNode: 2, versions: { '8.4': 1 } },
      port: await freePort(),
      httpsPort: await freePort(),
      waits: WAITS,
    })
    server = await startServer(readConfig(['--port', '0', '--data-dir', folder.path], {}), pino({ level: 'silent' }))
    browser = await openBrowser()
    const { users } = server.accounts
    const { id } = await users.add({ email: 'ann@example.com', name: 'Ann', role: 'admin', password: null })
    const { page } = await visit(browser, server.address + (await users.link(id)).path)
    cookies = await page.context().storageState()
    await page.context().close()
  })
  after(async () => {
    await browser.close()
    await server.stop()
    await simulator.close()
    folder[Symbol.dispose]()
  })

  const nodeAt = (index: number): SimulatedNode => simulator.nodes()[index] ?? assert.fail('no such node')

  async function open(path: string, options: BrowserContextOptions = {}) {
    const { page, faults } = await visit(browser, server.address + path, { storageState: cookies, ...options })
    await page.getByRole('heading', { level: 1 }).waitFor()
    return { page, faults: () => faults.filter((fault) => !/status of 4\d\d/.test(fault)) }
  }

  const ask = async ({ request }: Pick<Page, 'request'>, path: string): Promise<{ items: { id: number }[] }> =>
    (await (await request.get(server.address + path)).json()) as { items: { id: number }[] }

  /** Nothing of a test before. */
  beforeEach(async () => {
    await closePages(browser)
    const context = await browser.newContext({ storageState: cookies })
    for (const { id } of (await ask(context, '/api/remotes')).items) {
      const headers = { origin: server.address }
      await context.request.delete(`${server.address}/api/remotes/${String(id)}`, { headers })
    }
    await context.close()
  })

  async function fillToken(page: Page, node: SimulatedNode, secret = simulator.token.secret): Promise<void> {
    await page.getByRole('radio', { name: 'API token' }).click()
    await page.getByRole('textbox', { name: 'Address' }).fill(node.address)
    await page.getByRole('textbox', { name: 'API token' }).fill(simulator.token.id)
    await page.getByRole('textbox', { name: 'Secret of the token' }).fill(secret)
    await page.getByText('More: port').click()
    await page.getByRole('spinbutton', { name: 'API port' }).fill(String(node.httpsPort))
  }
  const submit = (page: Page) => page.getByRole('button', { name: 'Add node' }).click()

  async function added(options: BrowserContextOptions = {}) {
    const opened = await open('/remotes/add', options)
    await fillToken(opened.page, nodeAt(0))
    await submit(opened.page)
    const dialog = opened.page.getByRole('dialog', { name: `Is this ${nodeAt(0).address}?` })
    await dialog.getByText(nodeAt(0).certificateFingerprint).waitFor()
    return { ...opened, dialog }
  }

  const remotePage = async (page: Page): Promise<void> => {
    const [remote] = (await ask(page, '/api/remotes')).items
    await page.goto(`${server.address}/remotes/${String(remote?.id)}`)
  }

  test('what is missing is said beside the field, and how a token is made stands there to be copied', async () => {
    for (const options of [{}, PHONE]) {
      const { page, faults } = await open('/remotes/add', options)
      await page.getByRole('radio', { name: 'API token' }).click()
      await submit(page)
      for (const text of ['Enter the address of the node.', 'Enter the token as user@realm!name.', 'Enter the secret'])
        await page.getByText(text).waitFor()
      await page.getByRole('textbox', { name: 'Address' }).fill('https://pve1')
      await page.getByRole('textbox', { name: 'API token' }).fill(simulator.token.id)
      await page.getByRole('textbox', { name: 'Secret of the token' }).fill('secret')
      await submit(page)
      await page.getByText('must be a host name or an IP address').waitFor()
      assert.equal(await page.getByRole('textbox', { name: 'Address' }).getAttribute('aria-invalid'), 'true')
      assert.equal(await page.getByRole('alert').count(), 0)
      await page.getByText('How to make a token that can only read').click()
      await page.getByText('pveum acl modify / --users panoramica@pve --roles PVEAuditor').waitFor()
      await assertAccessible(page, 'a token with mistakes')
      await page.getByRole('radio', { name: 'Both' }).click()
      await page.getByText('How to make a key that can only read').click()
      await page.getByText('restrict,command=').waitFor()
      await assertAccessible(page, 'both ways')
      assert.deepEqual(faults(), [])
    }
  })

  test('a cluster is added once its certificate is trusted, read, and trusted again when that is renewed', async () => {
    const { page, faults, dialog } = await added()
    await dialog.getByText('pvenode cert info').waitFor()
    await assertAccessible(page, 'a certificate to trust')
    await dialog.getByRole('button', { name: 'trust it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Nodes' }).waitFor()
    await page.getByRole('link', { name: nodeAt(1).name }).waitFor()

    const before = nodeAt(0).certificateFingerprint
    await simulator.fault(nodeAt(0).name, 'host-key-changed')
    await simulator.heal(nodeAt(0).name)
    await remotePage(page)
    await page.getByRole('button', { name: 'Test' }).click()
    const changed = page.getByRole('dialog', { name: `${nodeAt(0).address} shows another certificate` })
    await changed.getByText(before).waitFor()
    await changed.getByText(nodeAt(0).certificateFingerprint).waitFor()
    await assertAccessible(page, 'a certificate that changed')
    await changed.getByRole('button', { name: 'trust it' }).click()
    await page.getByText(`${nodeAt(0).name} answered in`).waitFor()
    assert.deepEqual(faults(), [])
  })

  test('a token that is refused says so, and one that is known already leads to its remote', async () => {
    const { page, faults } = await open('/remotes/add')
    await fillToken(page, nodeAt(0), 'wrong')
    await submit(page)
    await page.getByRole('dialog').getByRole('button', { name: 'trust it' }).click()
    await page.getByRole('alert').waitFor()
    assert.match(await page.getByRole('alert').innerText(), /refuse/)
    await page.getByRole('textbox', { name: 'Secret of the token' }).fill(simulator.token.secret)
    await submit(page)
    await page.getByRole('dialog').getByRole('button', { name: 'trust it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Nodes' }).waitFor()

    await page.goto(`${server.address}/remotes/add`)
    await fillToken(page, nodeAt(1))
    await submit(page)
    await page.getByRole('dialog').getByRole('button', { name: 'trust it' }).click()
    await page.getByRole('link', { name: 'Open the remote it is known as' }).click()
    await page.getByRole('heading', { level: 1, name: nodeAt(0).cluster ?? '' }).waitFor()
    assert.deepEqual(faults(), [])
  })

  test('SSH is added to it and taken away, and a member is moved, tried first, and goes back', async () => {
    const { page, faults, dialog } = await added()
    await dialog.getByRole('button', { name: 'trust it' }).click()
    await page.getByRole('heading', { level: 1, name: 'Nodes' }).waitFor()
    await remotePage(page)
    await page.getByRole('radio', { name: 'Both' }).click()
    await page.getByRole('textbox', { name: 'Private key' }).fill(simulator.privateKey)
    await page.getByRole('spinbutton', { name: 'SSH port' }).fill(String(nodeAt(0).port))
    await page.getByRole('button', { name: 'Save' }).click()
    const key = page.getByRole('dialog', { name: `Is this ${nodeAt(0).address}?` })
    await key.getByText(nodeAt(0).fingerprint).waitFor()
    await key.getByRole('button', { name: 'trust it' }).click()
    await page.getByText('Saved.').waitFor()

    const row = page.getByRole('row', { name: nodeAt(1).name })
    await row.getByText('told by its cluster').waitFor()
    await row.getByText('is read').waitFor()
    const set = page.getByRole('button', { name: `Set address of ${nodeAt(1).name}` })
    await set.click()
    const place = page.getByRole('dialog', { name: `Where is ${nodeAt(1).name} reached?` })
    await place.getByLabel('Address').fill(nodeAt(0).address)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('alert').waitFor()
    await assertAccessible(page, 'an address that is another node')
    // The same machine under another name.
    await place.getByLabel('Address').fill(`::ffff:${nodeAt(1).address}`)
    await page.keyboard.press('Enter')
    await row.getByText('set here').waitFor()
    await row.getByRole('button', { name: 'Reset' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click()
    await row.getByText('told by its cluster').waitFor()

    await page.getByRole('radio', { name: 'API token' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.reload()
    assert.equal(await page.getByRole('radio', { name: 'API token' }).getAttribute('aria-checked'), 'true')
    assert.deepEqual(faults(), [])
  })

  test('the dialogue reads well in Italian on a phone', async () => {
    const { page, faults } = await open('/remotes/add', { ...PHONE, locale: 'it-IT' })
    await page.getByRole('radio', { name: 'Token API' }).click()
    await page.getByRole('textbox', { name: 'Indirizzo' }).fill(nodeAt(0).address)
    await page.getByRole('textbox', { name: 'Token API' }).fill(simulator.token.id)
    await page.getByRole('textbox', { name: 'Segreto del token' }).fill(simulator.token.secret)
    await page.getByText('Altro: porta').click()
    await page.getByRole('spinbutton').fill(String(nodeAt(0).httpsPort))
    await page.getByRole('button', { name: 'Aggiungi nodo' }).click()
    await page.getByRole('dialog', { name: 'È davvero' }).waitFor()
    await assertAccessible(page, 'a certificate to trust, in Italian')
    assert.deepEqual(faults(), [])
  })
})
