import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { nodeItem, playFleet } from '../tools/web-fleet.ts'
import type { NodeItems } from '../tools/web-fleet.ts'
import { webInterface, withoutWeb } from '../tools/web-interface.ts'
import type { WebInterface } from '../tools/web-interface.ts'

/** The words of a table that have not enough room, and how much it is too wide. */
const CUT = `() => {
  const cells = [...document.querySelectorAll('[role=grid] :is(th, td)')]
  const cut = cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.innerText)
  const { scrollWidth, clientWidth } = document.querySelector('[role=grid]').parentElement
  return [...cut, ...(scrollWidth > clientWidth ? [scrollWidth - clientWidth] : [])].join(' | ')
}`

/** How far the table is scrolled. */
const TOP = 'document.querySelector("[role=grid]").parentElement.scrollTop'

describe('the rows of a list in the web interface', { skip: withoutWeb }, () => {
  let web: WebInterface

  before(async () => {
    web = await webInterface()
  })
  after(() => web.stop())

  const open = (path: string, nodes: () => NodeItems, options?: BrowserContextOptions) =>
    web.open(path, (page) => playFleet(page, nodes), options)

  const focused = (page: Page): Promise<string> =>
    page.evaluate<string>('document.activeElement.getAttribute("aria-rowindex") ?? document.activeElement.tagName')

  test('no word of the usual columns is cut in a window of 1440 px, in either language', async () => {
    const nodes = [
      nodeItem(1, { name: 'kvm-brno-01', cluster: null }),
      nodeItem(2, { name: 'pve-cluster-07-n12', cluster: 'aarhus-hosting', status: 'offline' }),
      {
        ...nodeItem(3, { status: 'unknown' }),
        license: { status: 'active', level: 'community', expires: '2027-03-01' },
      },
    ]
    for (const locale of ['en-GB', 'it-IT']) {
      const { page } = await open('/nodes', () => nodes, { locale })
      await page.getByRole('row').nth(3).waitFor()
      assert.equal(await page.evaluate(`(${CUT})()`), '', locale)
      const kernel = page.getByRole('row').nth(1).getByText('6.8.12-15', { exact: true })
      assert.equal(await kernel.getAttribute('title'), '6.8.12-15-pve')
    }
  })

  test('what is not known of a node says why, with the next step', async () => {
    const sections = ['version', 'license', 'temperature', 'memory.use']
    const problems = sections.map((section) => ({ section, reason: `${section} was refused`, hint: 'try again' }))
    const unread = {
      ...nodeItem(1, { problems }),
      proxmox_version: null,
      kernel_version: null,
      uptime_seconds: null,
      temperature: { highest_c: null },
      license: { status: null, level: null, expires: null },
    }
    const { page } = await open('/nodes', () => [unread] as unknown as NodeItems)
    const row = page.getByRole('row').nth(1)
    await row.waitFor()
    const said = (section: string) => row.getByTitle(`${section} was refused · try again`, { exact: true }).count()
    assert.deepEqual(await Promise.all(sections.map(said)), [2, 1, 1, 1])
  })

  test('where there is none of something, its cell is empty: that is known', async () => {
    const nodes = [nodeItem(1), { ...nodeItem(2), findings: { critical: 1, warning: 2 } }]
    const { page } = await open('/nodes?columns=status,findings', () => nodes)
    const cells = (index: number) => page.getByRole('row').nth(index).getByRole('gridcell').allInnerTexts()
    await page.getByRole('row').nth(2).waitFor()
    assert.deepEqual(
      [await cells(1), await cells(2)],
      [
        ['online', ''],
        ['online', '12'],
      ],
    )
  })

  test('back from a row, the list stands where it was left, with its filter', async () => {
    const many = Array.from({ length: 120 }, (_, index) => nodeItem(index + 1))
    const { page } = await open('/nodes?q=pve1', () => many)
    const grid = page.getByRole('grid')
    const top = (): Promise<number> => page.evaluate<number>(TOP)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    const row = await focused(page)
    const before = await top()
    assert.ok(before > 0)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/nodes/120')
    await page.goBack()
    await grid.waitFor()
    assert.equal(await top(), before)
    await page.keyboard.press('ArrowDown')
    assert.equal(await focused(page), row)
    await page.getByRole('link', { name: 'Guests' }).click()
    await page.getByRole('link', { name: 'Nodes' }).click()
    await grid.waitFor()
    assert.equal(await top(), 0, 'a list that is opened anew begins at its first row')
  })
})
