import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** Reason to skip a test that needs a browser, or false where there is one. */
export const withoutChromium: string | false = existsSync(CHROMIUM) ? false : 'chromium is not installed'

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: QUIET })

/** Closes what a test left open: such pages would go on asking while others run. */
export async function closePages(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()))
}

export interface Visit {
  readonly page: Page
  /** What no page of ours may do: errors in the console, uncaught ones, requests to other hosts, dialogs. */
  readonly faults: readonly string[]
}

/** A page of a fresh profile at an address, with an eye on what it does. */
export async function visit(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const seen = await blankPage(browser, new URL(address).origin, options)
  await seen.page.goto(address)
  return seen
}

/** A page of a fresh profile that is about to go to an address of this origin. */
export async function blankPage(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 }, ...options })
  const page = await context.newPage()
  return { page, faults: faultsOf(page, origin) }
}

function faultsOf(page: Page, origin: string): string[] {
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`request: ${request.url()}`)
  })
  return faults
}
