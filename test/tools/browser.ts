import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'

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

/** Of a page, which may be opened again as if nobody had been there. */
interface Profile {
  readonly page: Page
  readonly origin: string
  /** What the profile was made with, as JSON. */
  readonly made: string
  readonly cookies: Parameters<BrowserContext['addCookies']>[0]
  faults: string[]
  isOpen: boolean
}

const profiles = new WeakMap<BrowserContext, Profile>()

/** Closes what a test left open: such pages would go on asking while others run. */
export async function closePages(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()))
}

/**
 * Does what `closePages` does, but keeps pages for whoever asks for such a profile again: to load ours takes a fresh one
 * more than twice the time. What a test puts into a page for good, as a clock or an emulation, it has to close itself.
 */
export async function leavePages(browser: Browser): Promise<void> {
  await Promise.all(
    browser.contexts().map(async (context) => {
      const profile = profiles.get(context)
      if (profile === undefined || context.pages().length !== 1) await context.close()
      else if (profile.isOpen) await leave(context, profile)
    }),
  )
}

/**
 * Asks nothing of the server: for a page that names no icon, Chromium asks for `/favicon.ico` when it gets to it, and
 * tells the console of the one who is there by then that there is none.
 */
const EMPTY = {
  contentType: 'text/html',
  headers: { 'cross-origin-opener-policy': 'same-origin' },
  body: '<!doctype html><link rel="icon" href="data:,">',
}

/** Leaves a page as in a fresh profile, on an empty one of the same origin: elsewhere its process would end. */
async function leave(context: BrowserContext, profile: Profile): Promise<void> {
  const { page, origin, cookies } = profile
  const empty = `${origin}/left`
  await page.route(empty, (route) => route.fulfill(EMPTY))
  // First, so that nothing it still asks reaches the server.
  await page.goto(empty)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.evaluate('localStorage.clear(); sessionStorage.clear()')
  await page.mouse.move(0, 0)
  await context.clearCookies()
  await context.addCookies(cookies)
  const devtools = await context.newCDPSession(page)
  await devtools.send('Page.resetNavigationHistory')
  await devtools.detach()
  profile.isOpen = false
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

/** A page of a fresh profile, or of one that was left as such, that is about to go to an address of this origin. */
export async function blankPage(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const made = JSON.stringify([origin, options])
  const known = browser.contexts().map((context) => profiles.get(context))
  const again = known.find((profile) => profile?.made === made && !profile.isOpen)
  if (again) {
    again.isOpen = true
    again.faults = []
    return { page: again.page, faults: again.faults }
  }
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 }, ...options })
  const { storageState } = options
  const cookies = typeof storageState === 'object' ? storageState.cookies : []
  const fresh: Profile = { page: await context.newPage(), origin, made, cookies, faults: [], isOpen: true }
  profiles.set(context, fresh)
  noteFaults(fresh)
  return { page: fresh.page, faults: fresh.faults }
}

function noteFaults(profile: Profile): void {
  const { page, origin } = profile
  page.on('console', (message) => {
    if (message.type() === 'error') profile.faults.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => profile.faults.push(`uncaught: ${error.message} (${page.url()})`))
  page.on('dialog', (dialog) => {
    profile.faults.push(`dialog: ${dialog.message()} (${page.url()})`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) profile.faults.push(`request: ${request.url()}`)
  })
}
