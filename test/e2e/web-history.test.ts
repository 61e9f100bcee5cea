import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { assertAccessible } from '../tools/accessible.ts'
import { blankPage, closePages, leavePages, openBrowser, visit } from '../tools/browser.ts'
import { assertSmall } from '../tools/small.ts'
import { panoramicaDemo } from '../tools/web-demo.ts'
import type { Demo } from '../tools/web-demo.ts'
import { playHistory } from '../tools/web-history.ts'
import { PHONE, withoutWeb } from '../tools/web-interface.ts'

/** When the last step of each played course begins. */
const END = Date.UTC(2026, 6, 15, 12)
const ZONE: BrowserContextOptions = { timezoneId: 'UTC' }
const KINDS = ['node', 'guest', 'storage', 'remote', 'overview'] as const
type Kind = (typeof KINDS)[number]
const LOOKS: readonly (readonly [look: BrowserContextOptions, kinds: readonly Kind[]])[] = [
  [{ colorScheme: 'light' }, KINDS],
  [{ ...PHONE, locale: 'it-IT', timezoneId: 'Europe/Rome' }, KINDS],
  [{ colorScheme: 'dark', locale: 'it-IT' }, ['node']],
  [{ ...PHONE, colorScheme: 'light' }, ['node']],
]

const BLUE_PIXELS = `[...document.querySelectorAll('canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  return data.filter((blue, at) => at % 4 === 2 && blue - data[at - 2] > 60).length
})`

describe('how things went, in the web interface', { skip: withoutWeb }, () => {
  let demo: Demo
  let browser: Browser
  let signedIn: BrowserContextOptions
  /** A page of each kind that has charts. */
  let paths: Readonly<Record<Kind, string>>

  before(async () => {
    demo = await panoramicaDemo()
    browser = await openBrowser()
    const { page } = await visit(browser, demo.link)
    signedIn = { storageState: await page.context().storageState() }
    await page.context().close()
    const [node] = await demo.items('/api/nodes')
    const [guest] = await demo.items('/api/dashboard/vms')
    const [remote] = await demo.items('/api/remotes')
    paths = {
      node: `/nodes/${String(node?.['node_id'])}?tab=history`,
      guest: `/nodes/${String(guest?.['node_id'])}/vms/${String(guest?.['vmid'])}?tab=history`,
      storage: `/nodes/${String(node?.['node_id'])}/storage/local`,
      remote: `/remotes/${String(remote?.['id'])}`,
      overview: '/',
    }
  })
  after(async () => {
    await browser.close()
    await demo.stop()
  })
  afterEach(() => leavePages(browser))

  /** A page that is about to go somewhere, with the past played. */
  async function played(options: BrowserContextOptions = {}, reason: string | null = null) {
    const { page, faults } = await blankPage(browser, demo.address, { ...signedIn, ...ZONE, ...options })
    const source = reason === null ? 'pve' : 'samples'
    return { page, faults, asked: await playHistory(page, { end: END, source, reason }) }
  }

  async function open(path: string, reason: string | null = null) {
    const seen = await played({}, reason)
    await seen.page.goto(demo.address + path)
    await plotOf(seen.page).first().waitFor()
    return seen
  }

  const plotOf = (page: Page) => page.getByRole('application')
  const chart = (page: Page, name: string) => page.getByRole('group', { name, exact: true })
  const frames = (asked: readonly URL[]): string[] => [
    ...new Set(asked.map(({ searchParams }) => searchParams.get('timeframe') ?? '')),
  ]
  /** How many pixels of each canvas are blue, as the first line is and nothing else. */
  const blueIn = (page: Page): Promise<number[]> => page.evaluate<number[]>(BLUE_PIXELS)

  test('every page with charts draws them, wide and narrow, light and dark, in both languages', async () => {
    for (const [look, kinds] of LOOKS) {
      const { page, faults } = await played(look)
      for (const kind of kinds) {
        const name = `${kind} ${JSON.stringify(look)}`
        await page.goto(demo.address + paths[kind])
        await plotOf(page).first().waitFor()
        const blue = await blueIn(page)
        assert.ok(blue.length > 0 && blue.every((count) => count > 50), `${name}: ${blue.join(' ')}`)
        await assertAccessible(page, name)
      }
      assert.deepEqual(faults, [], JSON.stringify(look))
      await closePages(browser)
    }
  })

  test('a page with charts loads little, and each says what it comes to', async () => {
    const { page } = await open(paths.node)
    await assertSmall(page)
    const cpu = chart(page, 'CPU')
    await cpu.getByText('12%–80%').waitFor()
    assert.equal(
      await plotOf(page)
        .first()
        .getAttribute('aria-describedby')
        .then((id) => page.locator(`[id="${id ?? ''}"]`).innerText()),
      'CPU: in use: between 12% and 80%, now 80%; IO wait: between 0% and 6.0%, now 6.0%. Arrow keys move along the time.',
    )
    await page.getByText('From Proxmox VE.', { exact: true }).waitFor()
  })

  test('the overview draws the last hour beside the figure it led to, says it in words, and stays small', async () => {
    const { page, faults, asked } = await open(paths.overview)
    const tile = page.getByRole('main').getByRole('link', { name: /^CPU .*12%–80% in the last hour$/ })
    await tile.waitFor()
    assert.equal(await tile.getAttribute('href'), '/nodes?sort=-cpu')
    const lines = tile.locator('svg[aria-hidden=true] polyline')
    await lines.first().waitFor({ state: 'attached' })
    const drawn = await Promise.all((await lines.all()).map((line) => line.getAttribute('points')))
    const points = drawn.map((line) => line?.split(' ').length)
    assert.deepEqual(points, [37, 18], 'five of sixty minutes are not known')
    const hours = asked.filter(({ searchParams }) => searchParams.get('timeframe') === 'hour')
    assert.deepEqual(
      hours.map(({ pathname, searchParams }) => [pathname, searchParams.get('metric')]),
      [['/api/dashboard/history', 'cpu_percent']],
    )
    await assertSmall(page)
    assert.deepEqual(faults, [])
  })

  test('where Proxmox VE did not tell, the page says whose values it shows, and why', async () => {
    const { page } = await open(paths.node, 'PVE could not be asked: no answer within 20 s.')
    await page
      .getByText("From Panoramica's own samples, one a minute. PVE could not be asked: no answer within 20 s.")
      .waitFor()
  })

  test('how far back it goes is in the address, and asked of the server', async () => {
    const { page, faults, asked } = await open(paths.node)
    assert.deepEqual(frames(asked), ['day'])
    const way = page.getByRole('navigation', { name: 'How far back' })
    await way.getByRole('link', { name: 'Week' }).click()
    await page.waitForURL(`**${paths.node}&timeframe=week`)
    await page.waitForFunction('document.querySelector("[aria-busy=true]") === null')
    assert.deepEqual(frames(asked), ['day', 'week'])
    await page.reload()
    await way.locator('[aria-current=true]').filter({ hasText: 'Week' }).waitFor()
    await way.getByRole('link', { name: 'Day' }).click()
    await page.waitForURL(`**${paths.node}`)
    assert.deepEqual(faults, [])
  })

  test('the arrow keys read the values of a time aloud, and show it in all charts', async () => {
    const { page, faults } = await open(paths.node)
    const cpu = chart(page, 'CPU')
    await cpu.getByRole('application').focus()
    await page.keyboard.press('ArrowRight')
    const spoken = cpu.locator('[aria-live=polite]')
    await spoken.getByText('Wed 15 Jul, 12:00: in use 80%, IO wait 6.0%').waitFor()
    await page.keyboard.press('Home')
    await spoken.getByText('Tue 14 Jul, 12:05: in use 12%, IO wait 0%').waitFor()
    await chart(page, 'Temperature').getByText('Tue 14 Jul, 12:05').waitFor()
    await chart(page, 'Temperature').getByText('41 °C', { exact: true }).waitFor()
    assert.equal(await page.locator('[data-tip]').count(), 1)
    await page.keyboard.press('ArrowRight')
    await spoken.getByText('Tue 14 Jul, 12:10').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('[data-tip]').waitFor({ state: 'detached' })
    assert.deepEqual(faults, [])
  })

  test('a hole is read as one', async () => {
    const { page } = await open(paths.guest)
    const cpu = chart(page, 'CPU')
    await cpu.getByRole('application').focus()
    await page.keyboard.press('End')
    for (let press = 0; press < 12; press += 1) await page.keyboard.press('PageDown')
    for (let press = 0; press < 7; press += 1) await page.keyboard.press('PageUp')
    await cpu.locator('[aria-live=polite]').getByText('in use not known').waitFor()
  })

  test('the pointer shows the values of its time beside a cross-hair', async () => {
    const { page } = await open(paths.node)
    await plotOf(page).first().hover()
    const tip = page.locator('[data-tip]')
    await tip.getByText('IO wait').waitFor()
    assert.match(await tip.innerText(), /^\w{3} \d{2} Jul, \d{2}:\d{2}\n/)
    await page.getByRole('heading', { level: 1 }).hover()
    await tip.waitFor({ state: 'detached' })
  })

  test('a chart is a table where its reader wants one', async () => {
    const { page, faults } = await open(`${paths.node}&timeframe=hour`)
    const cpu = chart(page, 'CPU')
    await cpu.getByRole('button', { name: 'Show as a table: CPU' }).click()
    const rows = await cpu.getByRole('row').allInnerTexts()
    assert.equal(rows.length, 57)
    assert.deepEqual(
      [rows[0], rows[1], rows[19]].map((row) => row?.replaceAll(/\s+/g, ' ')),
      [
        'Time in use IO wait',
        'Wed 15 Jul, 12:00 80% 6.0%',
        'Wed 15 Jul, 11:38 – Wed 15 Jul, 11:42 — not known — not known',
      ],
    )
    await assertAccessible(page, 'the table')
    await cpu.getByRole('button', { name: 'Show as a table: CPU' }).click()
    await cpu.getByRole('application').waitFor()
    assert.deepEqual(faults, [])
  })

  test('a storage has a page of its own, from the node and from the list', async () => {
    const { page, faults } = await open(paths.storage)
    await page.getByRole('heading', { level: 1, name: 'local' }).waitFor()
    await page.getByRole('main').getByRole('link').first().click()
    await page.waitForURL('**?tab=storage')
    await page.getByRole('region', { name: 'Storage' }).getByRole('link', { name: 'local', exact: true }).click()
    await page.waitForURL(`**${paths.storage}`)
    await page.goto(`${demo.address}/storage`)
    await page.getByRole('rowheader').getByRole('link').first().click()
    await page.waitForURL('**/nodes/*/storage/*')
    await plotOf(page).first().waitFor()
    assert.deepEqual(faults, [])
  })

  test('what was never measured is said to be unknown, and what changed stands below', async () => {
    const { page, faults } = await visit(browser, demo.address + paths.remote, signedIn)
    await page.getByText('Nothing is known of this time yet.').or(page.getByRole('application')).first().waitFor()
    await page.goto(demo.address + paths.node)
    await page.getByText('read for the first time').waitFor()
    await page
      .getByText(/^From (?:Proxmox VE|Panoramica)|: From /)
      .first()
      .waitFor()
    assert.deepEqual(faults, [])
  })
})
