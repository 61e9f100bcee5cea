import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { readConfig } from '../../src/config.ts'
import type { Fleet } from '../../src/fleet/fleet.ts'
import { startServer } from '../../src/server.ts'
import type { Server } from '../../src/server.ts'
import { apiWith } from './api.ts'
import { blankPage, leavePages, openBrowser, visit, withoutChromium } from './browser.ts'
import type { Visit } from './browser.ts'

const WEB = join(import.meta.dirname, '../../web/dist')
const isBuilt = existsSync(join(WEB, 'index.html'))

/** Reason to skip a test of the web interface, or false where it can run. */
export const withoutWeb: string | false =
  withoutChromium || (isBuilt ? false : 'the web interface is not built: npm run build:web')

export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }

/** The web interface of a server without a node: what it shows is played. */
export interface WebInterface {
  readonly address: string
  /** A page as in a fresh profile, once its heading is there; the pages before it are left. */
  open(path: string, play: (page: Page) => Promise<void>, options?: BrowserContextOptions): Promise<Visit>
  stop(): Promise<void>
}

export async function webInterface(): Promise<WebInterface> {
  const folder = mkdtempSync(join(tmpdir(), 'panoramica-web-'))
  const server = await startServer(readConfig(['--port', '0', '--data-dir', folder], {}), pino({ level: 'silent' }))
  const browser = await openBrowser()
  const storageState = await signedIn(browser, server)
  return {
    address: server.address,
    async open(path, play, options) {
      await leavePages(browser)
      const seen = await blankPage(browser, server.address, { storageState, ...options })
      await play(seen.page)
      await seen.page.goto(server.address + path)
      await seen.page.getByRole('heading', { level: 1 }).waitFor()
      return seen
    },
    async stop() {
      await browser.close()
      await server.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The web interface over a fleet; whoever asks its server is an admin. */
export async function webOver(fleet: Fleet) {
  const { app } = await apiWith({ fleet }, WEB)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const browser = await openBrowser()
  return {
    browser,
    address: `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`,
    async stop() {
      await browser.close()
      await app.close()
    },
  }
}

/** The cookies of an admin who opened a sign-in link. */
async function signedIn(browser: Browser, { accounts: { users }, address }: Server) {
  const { id } = await users.add({ email: 'ann@example.com', name: 'Ann', role: 'admin', password: null })
  const { page } = await visit(browser, address + (await users.link(id)).path)
  const cookies = await page.context().storageState()
  await page.context().close()
  return cookies
}
