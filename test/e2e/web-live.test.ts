import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { pino } from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { startSimulator } from '../../simulator/start.ts'
import type { Simulator } from '../../simulator/start.ts'
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/server.ts'
import type { Server } from '../../src/server.ts'
import { assertAccessible } from '../tools/accessible.ts'
import { leavePages, openBrowser, visit } from '../tools/browser.ts'
import { bodyOf } from '../tools/serving.ts'
import { temporaryFolder } from '../tools/temporary.ts'
import { withoutWeb } from '../tools/web-interface.ts'

const NODES = 3

describe('the web interface while things change', { skip: withoutWeb }, () => {
  const folder = temporaryFolder()
  let simulator: Simulator
  let server: Server
  let browser: Browser
  let signedIn: BrowserContextOptions
  let headers: Record<string, string>

  const start = (port: string): Promise<Server> => {
    const settings = ['--port', port, '--data-dir', folder.path, '--live-seconds', '5']
    return startServer(readConfig(settings, {}), pino({ level: 'silent' }))
  }

  before(async () => {
    simulator = await startSimulator({ fleet: { clusters: 0, standalone: NODES, guestsPerNode: 2 } })
    server = await start('0')
    browser = await openBrowser()
    const { users, tokens } = server.accounts
    const { id } = await users.add({ email: 'ann@example.com', name: 'Ann', role: 'admin', password: null })
    const { secret } = await tokens.create({ name: 'test', role: 'admin', expiresInDays: null, userId: id })
    headers = { authorization: `Bearer ${secret.reveal()}`, 'content-type': 'application/json' }
    for (const node of simulator.nodes()) {
      const body = JSON.stringify(bodyOf(simulator, node, node.name))
      const response = await fetch(`${server.address}/api/remotes`, { method: 'POST', headers, body })
      assert.equal(response.status, 201, await response.text())
    }
    const { page } = await visit(browser, server.address + (await users.link(id)).path)
    signedIn = { storageState: await page.context().storageState() }
    await page.context().close()
  })
  after(async () => {
    await browser.close()
    await server.stop()
    await simulator.close()
    folder[Symbol.dispose]()
  })
  afterEach(() => leavePages(browser))

  /** Strikes or heals the first node, and has it read. */
  async function make(what: 'dies' | 'well'): Promise<void> {
    if (what === 'dies') await simulator.fault(first(), what)
    else await simulator.heal(first())
    const path = `${server.address}/api/nodes/1/refresh`
    assert.equal(
      (await fetch(path, { method: 'POST', headers: { authorization: headers['authorization'] ?? '' } })).status,
      202,
    )
  }

  /** A page that streams, with how often it asked for a list. */
  async function open(path: string, list: string) {
    const seen = await visit(browser, server.address, signedIn)
    const asked: string[] = []
    seen.page.on('request', (request) => {
      if (new URL(request.url()).pathname === list) asked.push(request.url())
    })
    const streaming = seen.page.waitForResponse(/\/api\/live\?/)
    await seen.page.goto(server.address + path)
    await streaming
    await seen.page.getByRole('rowheader').first().waitFor()
    return { ...seen, asked }
  }

  const names = (page: Page): Promise<string[]> => page.getByRole('rowheader').allInnerTexts()
  const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
  const said = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text })
  const first = (): string => simulator.nodes()[0]?.name ?? ''

  test('a fault appears in the list and heals, in its row, without a reload and without the list being asked again', async () => {
    const { page, faults, asked } = await open('/nodes', '/api/nodes')
    await row(page, first()).getByText('online').waitFor()
    const before = await names(page)
    assert.equal(before.length, NODES)
    await page.evaluate('window.untouched = true')
    await make('dies')
    await row(page, first()).getByText('unknown').waitFor()
    assert.deepEqual(await names(page), before)
    await make('well')
    await row(page, first()).getByText('online').waitFor()
    assert.deepEqual(await names(page), before)
    assert.equal(await page.evaluate('window.untouched'), true)
    // Once with the page, and once more for what came before the stream began.
    assert.ok(asked.length <= 2, asked.join('\n'))
    assert.deepEqual(faults, [])
  })

  test('a page of one node is asked for again when its node changes', async () => {
    const { page, faults } = await visit(browser, server.address, signedIn)
    const streaming = page.waitForResponse(/\/api\/live\?/)
    await page.goto(`${server.address}/nodes/1`)
    await streaming
    for (let round = 0; round < 3; round += 1)
      await page.waitForResponse(/\/api\/nodes\/1\/host-details/, { timeout: 14_000 })
    assert.deepEqual(faults, [])
  })

  test('when the server is gone the page says so and keeps what it has; it goes on by itself when it is back', async () => {
    const { page } = await open('/nodes', '/api/nodes')
    const { port } = new URL(server.address)
    const before = await names(page)
    await said(page, 'live').waitFor()
    await server.stop()
    await said(page, 'reconnecting').waitFor()
    await said(page, 'Connection lost. Showing what was known at').waitFor()
    assert.deepEqual(await names(page), before)
    await assertAccessible(page, 'a page without its server')

    server = await start(port)
    await said(page, 'Connection lost').waitFor({ state: 'hidden' })
    await said(page, 'live').waitFor()
    await make('dies')
    await row(page, first()).getByText('unknown').waitFor()
    assert.deepEqual(await names(page), before)
    await make('well')
  })
})
