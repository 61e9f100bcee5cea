import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page, Route } from 'playwright-core'
import { openBrowser, visit, withoutChromium } from '../test/tools/browser.ts'
import { until } from '../test/tools/until.ts'
import { panoramicaDemo } from '../test/tools/web-demo.ts'
import type { Demo } from '../test/tools/web-demo.ts'
import { pictures } from './generate/pictures.ts'
import type { Picture } from './generate/pictures.ts'

const FOLDER = join(import.meta.dirname, 'screenshots')
const FLEET = ['--clusters', '3', '--nodes', '4', '--standalone', '2', '--guests', '60', '--seed', '7']
const LIVE_ROUNDS = 2

const MODES: Readonly<Record<Picture['mode'], BrowserContextOptions>> = {
  light: { colorScheme: 'light', timezoneId: 'UTC' },
  dark: { colorScheme: 'dark', timezoneId: 'UTC' },
  phone: { colorScheme: 'light', timezoneId: 'UTC', viewport: { width: 390, height: 844 } },
}

/** Waits until the demo has seen its guests move a few times. */
async function liveRounds(demo: Demo): Promise<void> {
  const rounds = new Set<unknown>()
  await until(async () => {
    const [guest] = await demo.items('/api/dashboard/vms?limit=1&q=status:running')
    return rounds.add(guest?.['collected_at']).size > LIVE_ROUNDS
  })
}

/** Simulated nodes are reached on loopback: 127.10.2.3 is where the third node of the second fleet says 10.11.0.13. */
const asOnItsNetwork = (text: string): string =>
  text.replaceAll(
    /\b127\.10\.(\d+)\.(\d+)\b/g,
    (_, group: string, node: string) => `10.${Number(group) + 9}.0.${Number(node) + 10}`,
  )

async function answerAsOnItsNetwork(route: Route): Promise<void> {
  const response = await route.fetch()
  await route.fulfill({ response, body: asOnItsNetwork(await response.text()) })
}

/** Nothing that is still loading, drawing or moving. */
async function atRest(page: Page, shows: string): Promise<void> {
  await page.locator(shows).first().waitFor()
  const restless = page.locator('[aria-busy=true], [role=status][aria-label="Loading"], .animate-pulse')
  await until(async () => (await restless.count()) === 0)
  await page.evaluate('document.fonts.ready')
}

type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>

async function take(browser: Browser, address: string, storageState: Cookies, picture: Picture): Promise<void> {
  const { page } = await visit(browser, `${address}/nowhere`, { ...MODES[picture.mode], storageState })
  await page.route(/\/api\/(?!live)/, answerAsOnItsNetwork)
  await picture.play?.(page)
  await page.goto(address + picture.path)
  await atRest(page, picture.shows ?? 'h1')
  await picture.prepare?.(page)
  await page.screenshot({ path: join(FOLDER, `${picture.name}-${picture.mode}.png`), animations: 'disabled' })
  await page.context().close()
}

async function takeAll(demo: Demo): Promise<void> {
  const browser = await openBrowser()
  try {
    const { page } = await visit(browser, demo.link)
    const cookies = await page.context().storageState()
    for (const name of readdirSync(FOLDER)) if (name.endsWith('.png')) rmSync(join(FOLDER, name))
    for (const picture of await pictures(demo)) await take(browser, demo.address, cookies, picture)
  } finally {
    await browser.close()
  }
}

if (withoutChromium) throw new Error(withoutChromium)
mkdirSync(FOLDER, { recursive: true })
const demo = await panoramicaDemo(FLEET)
try {
  await liveRounds(demo)
  await takeAll(demo)
} finally {
  await demo.stop()
}
