import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page, Response } from 'playwright-core'
import { systemClock } from '../src/lib/clock.ts'
import { blankPage, openBrowser, visit } from '../test/tools/browser.ts'
import { temporaryFolder } from '../test/tools/temporary.ts'
import { median, round } from './benchmark.ts'
import type { Benchmark, Result } from './benchmark.ts'
import { makeFleet } from './made-fleet.ts'
import { collect, madeServer } from './made-server.ts'

const SIZE = { clusters: 100, nodesEach: 10, guestsEach: 20 }
const GUESTS = SIZE.clusters * SIZE.nodesEach * SIZE.guestsEach
const ROUNDS = 5
const MOST_ROWS_MS = 1500
const MOST_ACT_MS = 150
const MOST_KB = 300

const COMING = 'The rest of the list is coming'

const WEB_FOLDER = join(import.meta.dirname, '../web/dist')

export const web: Benchmark = {
  name: 'web',
  says: `the overview and the list of ${String(GUESTS)} guests in Chromium with an empty cache, while observations come in; medians of ${String(ROUNDS)} rounds`,
  async run() {
    using folder = temporaryFolder()
    const made = makeFleet(SIZE, systemClock)
    const server = await madeServer(made, folder.path, WEB_FOLDER)
    const stopCollecting = collect(made, SIZE)
    const browser = await openBrowser()
    const door = await signedIn(browser, server.origin + (await server.signInPath()), server.origin)
    const rounds: Round[] = []
    for (let index = 0; index < ROUNDS; index++) rounds.push(await oneRound(browser, door))
    await browser.close()
    stopCollecting()
    await server.stop()
    return resultOf(rounds)
  },
}

interface Door {
  readonly origin: string
  readonly storageState: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>
}

async function signedIn(browser: Browser, link: string, origin: string): Promise<Door> {
  const { page } = await visit(browser, link)
  await page.getByRole('heading', { level: 1 }).waitFor()
  const storageState = await page.context().storageState()
  await page.context().close()
  return { origin, storageState }
}

interface Round {
  readonly overviewMs: number
  readonly guestsMs: number
  /** Until the last row was there. */
  readonly wholeMs: number
  readonly sortMs: number
  readonly filterMs: number
  readonly kilobytes: number
  readonly faults: number
}

/** When the first row of a table was painted, in milliseconds since the navigation began. */
const WATCH_ROWS = `
  window.firstRows = new Promise((seen) => {
    const watch = new MutationObserver(() => {
      if (document.querySelector('main [role=rowheader], main tbody th, main tbody td') === null) return
      watch.disconnect()
      requestAnimationFrame(() => requestAnimationFrame(() => seen(performance.now())))
    })
    watch.observe(document, { childList: true, subtree: true })
  })`

/** Clicks or types, and waits until the first row is another one and painted. */
const acted = (act: string): string => `(async () => {
  const first = () => document.querySelector('main tbody tr:nth-child(2)')?.textContent ?? ''
  const before = first()
  const start = performance.now()
  ${act}
  while (first() === before) await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
  return performance.now() - start
})()`

const SORT = acted(`document.querySelectorAll('main thead th button')[5].click()`)
const FILTER = acted(`
  const box = document.querySelector('main input')
  box.value = 'db-1'
  box.dispatchEvent(new Event('input', { bubbles: true }))`)

async function oneRound(browser: Browser, { origin, storageState }: Door): Promise<Round> {
  const open = async (path: string) => {
    const { page, faults } = await blankPage(browser, origin, { storageState })
    const loaded: Response[] = []
    page.on('response', (response) => {
      if (['script', 'stylesheet'].includes(response.request().resourceType())) loaded.push(response)
    })
    await page.addInitScript(WATCH_ROWS)
    await page.goto(origin + path)
    return {
      page,
      faults,
      firstRows: await page.evaluate<number>('window.firstRows'),
      loaded,
    }
  }
  const overview = await open('/')
  const kilobytes = await zippedKilobytes(overview.loaded)
  await overview.page.context().close()
  const guests = await open('/guests')
  await guests.page.getByRole('progressbar', { name: COMING }).waitFor({ state: 'detached' })
  const wholeMs = await guests.page.evaluate<number>('performance.now()')
  const sortMs = await guests.page.evaluate<number>(SORT)
  const filterMs = await guests.page.evaluate<number>(FILTER)
  await guests.page.context().close()
  return {
    overviewMs: overview.firstRows,
    guestsMs: guests.firstRows,
    wholeMs,
    sortMs,
    filterMs,
    kilobytes,
    faults: overview.faults.length + guests.faults.length,
  }
}

async function zippedKilobytes(responses: readonly Response[]): Promise<number> {
  const sizes = await Promise.all(responses.map(async (response) => gzipSync(await response.body()).length))
  return sizes.reduce((sum, size) => sum + size, 0) / 1000
}

function resultOf(rounds: readonly Round[]): Result {
  const middle = (of: (round: Round) => number): number => round(median(rounds.map(of)), 0)
  const [overview, guests] = [middle((one) => one.overviewMs), middle((one) => one.guestsMs)]
  const [sort, filter] = [middle((one) => one.sortMs), middle((one) => one.filterMs)]
  const kilobytes = middle((one) => one.kilobytes)
  const faults = rounds.reduce((sum, one) => sum + one.faults, 0)
  return {
    name: web.name,
    figures: {
      guests: GUESTS,
      'overview: first rows, ms': overview,
      'list of guests: first rows, ms': guests,
      'list of guests: all rows, ms': middle((one) => one.wholeMs),
      'sort, ms': sort,
      'filter, ms': filter,
      'JS and CSS of the overview, KB gzip': kilobytes,
      'errors and requests to other hosts': faults,
    },
    limits: {
      [`first rows < ${String(MOST_ROWS_MS)} ms`]: Math.max(overview, guests) < MOST_ROWS_MS,
      [`sort and filter < ${String(MOST_ACT_MS)} ms`]: Math.max(sort, filter) < MOST_ACT_MS,
      [`JS and CSS ≤ ${String(MOST_KB)} KB gzip`]: kilobytes <= MOST_KB,
      '0 errors and requests to other hosts': faults === 0,
    },
  }
}
