import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { makeFleet } from '../../bench/made-fleet.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { assertAccessible } from '../tools/accessible.ts'
import { blankPage, closePages } from '../tools/browser.ts'
import { webOver, withoutWeb } from '../tools/web-interface.ts'

const GUESTS = 300
const THERE = 150

/** Holds the list of guests back after some of its lines until the page is told to go on. */
const HOLD_BACK = `
  const asked = window.fetch
  const rest = new Promise((done) => (window.goOn = done))
  window.fetch = async (path, init) => {
    const response = await asked(path, init)
    if (!String(path).startsWith('/api/dashboard/vms')) return response
    const lines = (await response.text()).split(/(?<=\\n)/)
    const bytes = (part) => new TextEncoder().encode(part.join(''))
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(bytes(lines.slice(0, ${String(THERE + 1)})))
        await rest
        controller.enqueue(bytes(lines.slice(${String(THERE + 1)})))
        controller.close()
      },
    })
    return new Response(body, { status: response.status, headers: response.headers })
  }`

describe('a long list in the web interface', { skip: withoutWeb }, () => {
  const { fleet } = makeFleet({ clusters: 3, nodesEach: 2, guestsEach: GUESTS / 6 }, systemClock)
  let web: Awaited<ReturnType<typeof webOver>>

  before(async () => {
    web = await webOver(fleet)
  })
  after(() => web.stop())
  afterEach(() => closePages(web.browser))

  /** The list of guests, of which half is there. */
  async function open(path: string) {
    const { page, faults } = await blankPage(web.browser, web.address)
    await page.addInitScript(HOLD_BACK)
    await page.goto(web.address + path)
    return { page, faults }
  }
  const coming = (page: Page) => page.getByRole('progressbar', { name: 'The rest of the list is coming' })
  const goOn = async (page: Page): Promise<void> => {
    await page.evaluate('window.goOn()')
    await coming(page).waitFor({ state: 'detached' })
  }
  const rows = (page: Page): Promise<string[]> => page.getByRole('grid').getByRole('rowheader').allInnerTexts()
  const count = (page: Page): Promise<string> => page.getByRole('main').getByRole('status').first().innerText()

  for (const sort of ['', '?sort=-cpu', '?sort=name']) {
    test(`the first rows are there before the rest, and stay where they are: /guests${sort}`, async () => {
      const { page, faults } = await open(`/guests${sort}`)
      await page.getByRole('rowheader').first().waitFor()
      assert.equal(await coming(page).getAttribute('aria-valuenow'), String(THERE))
      assert.equal(await coming(page).getAttribute('aria-valuemax'), String(GUESTS))
      assert.equal(await count(page), String(GUESTS))
      const first = await rows(page)
      assert.ok(first.length > 10)
      await goOn(page)
      assert.deepEqual(await rows(page), first)
      assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), String(GUESTS + 1))
      assert.deepEqual(faults, [])
    })
  }

  test('what is filtered or sorted meanwhile is shown once all of it is there', async () => {
    const { page, faults } = await open('/guests')
    await page.getByRole('rowheader').first().waitFor()
    await page.getByRole('columnheader', { name: 'CPU' }).getByRole('button').click()
    await page.getByRole('rowheader').first().waitFor({ state: 'detached' })
    assert.equal(await page.getByText('Nothing matches the filter.').count(), 0)
    await page.getByRole('button', { name: 'Export' }).click()
    assert.ok(await page.getByRole('menuitem', { name: 'CSV', exact: true }).isDisabled())
    await page.keyboard.press('Escape')
    await assertAccessible(page, 'half a list')
    await page.getByRole('combobox', { name: 'Filter' }).fill('status:running ')
    await goOn(page)
    await page.getByRole('rowheader').first().waitFor()
    const meters = await page.getByRole('meter', { name: /CPU/ }).all()
    const cpu = await Promise.all(meters.map((meter) => meter.getAttribute('aria-valuenow')))
    assert.ok(cpu.length > 5)
    assert.deepEqual(
      cpu,
      cpu.toSorted((a, b) => Number(b) - Number(a)),
    )
    assert.match(await count(page), /^\d+ of 300$/)
    assert.deepEqual(faults, [])
  })

  test('an address with a filter shows nothing of a part', async () => {
    const { page } = await open('/guests?q=status:running')
    await page.getByRole('status', { name: 'Loading' }).waitFor()
    assert.equal(await page.getByRole('rowheader').count(), 0)
    await page.evaluate('window.goOn()')
    await page.getByRole('rowheader').first().waitFor()
    assert.match(await count(page), /^\d+ of 300$/)
  })
})
