import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { assertAccessible } from '../tools/accessible.ts'
import { nodeItem, playFleet } from '../tools/web-fleet.ts'
import type { NodeItems } from '../tools/web-fleet.ts'
import { PHONE, webInterface, withoutWeb } from '../tools/web-interface.ts'
import type { WebInterface } from '../tools/web-interface.ts'

const MOST_MS = 150

/** Twelve nodes, two of them offline, one without a known load. */
const FEW: NodeItems = Array.from({ length: 12 }, (_, index) =>
  nodeItem(index + 1, {
    status: index % 6 === 5 ? 'offline' : 'online',
    cluster: index < 8 ? 'prod' : 'lab one',
    cpu: index === 0 ? null : index * 5,
  }),
)

describe('a list in the web interface', { skip: withoutWeb }, () => {
  let web: WebInterface

  before(async () => {
    web = await webInterface()
  })
  after(() => web.stop())

  /** The list of these nodes, as they are each time the page asks. */
  const open = (path = '/nodes', nodes: () => NodeItems = () => FEW, options?: BrowserContextOptions) =>
    web.open(path, (page) => playFleet(page, nodes), options)

  const names = (page: Page): Promise<string[]> => page.getByRole('rowheader').allInnerTexts()
  const count = (page: Page): Promise<string> => page.getByRole('main').getByRole('status').first().innerText()
  const focused = (page: Page): Promise<string> =>
    page.evaluate<string>('document.activeElement.getAttribute("aria-rowindex") ?? document.activeElement.tagName')

  test('a term is suggested while typing, becomes a token, and stands in the address', async () => {
    const { page, faults } = await open()
    await page.keyboard.press('/')
    await page.keyboard.type('sta')
    await page.getByRole('option', { name: 'status:' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: 'status:offline 2' }).click()
    assert.deepEqual(await names(page), ['pve6', 'pve12'])
    assert.equal(await count(page), '2 of 12')
    await page.waitForURL('**/nodes?q=status:offline')
    await page.reload()
    await page.getByRole('button', { name: 'Remove status:offline' }).waitFor()
    assert.deepEqual(await names(page), ['pve6', 'pve12'])
    await assertAccessible(page, 'a filtered list')
    assert.deepEqual(faults, [])
  })

  test('words filter at once; Backspace opens the last token; nothing found offers the way back', async () => {
    const { page } = await open('/nodes?q=cluster:"lab one"')
    const box = page.getByRole('combobox', { name: 'Filter' })
    assert.deepEqual(await names(page), ['pve9', 'pve10', 'pve11', 'pve12'])
    await box.fill('PVE1')
    assert.deepEqual(await names(page), ['pve10', 'pve11', 'pve12'])
    await box.fill('')
    await box.press('Backspace')
    assert.equal(await box.inputValue(), 'cluster:"lab one"')
    await box.fill('nothing of the kind')
    await page.getByText('Nothing matches the filter.').waitFor()
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    assert.equal(await count(page), '12')
  })

  test('a click sorts by a column, with Shift by one more, the unknown last, and all of it is in the address', async () => {
    const { page, faults } = await open()
    const header = (name: string) => page.getByRole('columnheader', { name })
    assert.equal(await header('Name').getAttribute('aria-sort'), 'ascending')
    await header('CPU').getByRole('button').click()
    assert.deepEqual((await names(page)).slice(0, 2), ['pve12', 'pve11'])
    assert.equal((await names(page)).at(-1), 'pve1')
    await header('CPU').getByRole('button').click()
    assert.equal((await names(page)).at(-1), 'pve1')
    await header('Cluster').getByRole('button').click()
    await header('CPU')
      .getByRole('button')
      .click({ modifiers: ['Shift'] })
    await page.waitForURL('**/nodes?sort=cluster,-cpu')
    assert.deepEqual((await names(page)).slice(0, 5), ['pve12', 'pve11', 'pve10', 'pve9', 'pve8'])
    assert.equal(await header('CPU').getAttribute('aria-sort'), 'descending')
    assert.equal(await header('Name').getAttribute('aria-sort'), null)
    assert.deepEqual(faults, [])
  })

  test('how many guests run stands with how many there are, and what is not known is no zero', async () => {
    const counts = [
      { total: 16, running: 12 },
      { total: 3, running: 0 },
      { total: 5, running: null },
      { total: null, running: null },
    ]
    const { page } = await open('/nodes?columns=name,guests&sort=-guests', () =>
      FEW.slice(0, 4).map((one, index) => ({ ...one, guests: counts[index] ?? one.guests })),
    )
    assert.deepEqual(await names(page), ['pve1', 'pve2', 'pve3', 'pve4'])
    assert.deepEqual(await page.getByRole('gridcell').allInnerTexts(), ['12/16', '0/3', '—/5', '—\nnot known'])
  })

  test('keys lead through the rows and open one', async () => {
    const { page } = await open()
    await page.getByRole('combobox', { name: 'Filter' }).press('ArrowDown')
    assert.equal(await focused(page), '2')
    await page.keyboard.press('End')
    assert.equal(await focused(page), '13')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/nodes/11')
  })

  test('rows stay where they are while their values change, and new ones wait to be asked for', async () => {
    let nodes = FEW
    const { page } = await open('/nowhere', () => nodes)
    await page.clock.install()
    await page.goto(`${web.address}/nodes?sort=-cpu`)
    await page.getByRole('rowheader').first().waitFor()
    const before = await names(page)
    nodes = [...FEW.map((one) => ({ ...one, cpu: { ...one.cpu, used_percent: 99 - one.node_id } })), nodeItem(13)]
    await page.clock.runFor(16_000)
    await page.getByRole('row', { name: 'pve12' }).getByText('87%').waitFor()
    assert.deepEqual(await names(page), before)
    await page.getByRole('button', { name: '1 new' }).click()
    assert.deepEqual((await names(page)).slice(0, 2), ['pve1', 'pve2'])
    assert.equal((await names(page)).at(-1), 'pve13')
    nodes = FEW.slice(1)
    await page.clock.runFor(16_000)
    await page.getByRole('button', { name: 'Values moved on: sort again' }).waitFor()
    assert.equal((await names(page)).includes('pve1'), false)
    await page.context().close()
  })

  test('columns and row height are chosen, remembered here, and in the address for others', async () => {
    const { page, faults } = await open()
    const rowHeight = async () => (await page.getByRole('row').nth(1).boundingBox())?.height
    await page.getByRole('button', { name: 'Columns and row height' }).click()
    await assertAccessible(page, 'the menu of columns')
    await page.getByRole('menuitemcheckbox', { name: 'Processor' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Kernel' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Compact' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: 'Processor' }).waitFor()
    assert.equal(await page.getByRole('columnheader', { name: 'Kernel' }).count(), 0)
    assert.equal(await rowHeight(), 28)
    await page.goto(`${web.address}/nodes`)
    await page.getByRole('columnheader', { name: 'Processor' }).waitFor()
    await page.waitForURL(/columns=status,name,.*,model$/)
    assert.equal(await rowHeight(), 28)
    await page.getByRole('button', { name: 'Back to the usual' }).click()
    await page.getByRole('columnheader', { name: 'Kernel' }).waitFor()
    await page.waitForURL((url) => url.search === '')
    assert.deepEqual(faults, [])
  })

  test('what is exported is what is shown, and runs as no formula', async () => {
    const evil = nodeItem(99, { name: '=1+1', cluster: '<img src=x>' })
    const { page, faults } = await open('/nodes?q=cpu99&columns=name,cluster,cpu', () => [
      ...FEW,
      { ...evil, cpu: { ...evil.cpu, model: 'cpu99' } },
    ])
    assert.deepEqual(await names(page), ['=1+1'])
    const save = async (format: string): Promise<string> => {
      await page.getByRole('button', { name: 'Export' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: format, exact: true }).click()
      const file = await download
      assert.match(
        file.suggestedFilename(),
        new RegExp(`^panoramica-nodes-\\d{4}-\\d\\d-\\d\\d\\.${format.toLowerCase()}$`),
      )
      return readFileSync(await file.path(), 'utf8')
    }
    assert.equal(await save('CSV'), "\uFEFFname,cluster,cpu_used_percent,cpu_threads\r\n'=1+1,<img src=x>,20,32\r\n")
    assert.deepEqual(JSON.parse(await save('JSON')), [
      { name: '=1+1', cluster: '<img src=x>', cpu_used_percent: 20, cpu_threads: 32 },
    ])
    assert.deepEqual(faults, [])
  })

  test('twenty thousand rows are few in the page, sort and filter fast, and can all be reached', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) =>
      nodeItem(index + 1, { name: `vm-${String((index * 7919) % 20_000)}`, cpu: (index * 37) % 100 }),
    )
    const { page } = await open('/nodes', () => many)
    assert.equal(await count(page), '20,000')
    assert.ok((await page.getByRole('row').count()) < 60)
    assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '20001')

    const session = await page.context().newCDPSession(page)
    // What the page itself worked, however busy the machine is.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    const worked = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics')
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
    }
    const painted = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'
    const cost = async (act: () => Promise<unknown>): Promise<number> => {
      const start = await worked()
      await act()
      await page.evaluate(painted)
      return (await worked()) - start
    }
    const box = page.getByRole('combobox', { name: 'Filter' })
    const sorting: number[] = []
    const filtering: number[] = []
    for (let round = 0; round < 5; round += 1) {
      sorting.push(await cost(() => page.getByRole('button', { name: 'Name', exact: true }).click()))
      filtering.push(await cost(() => box.fill('vm-77')))
      await box.fill('')
    }
    assert.ok(Math.min(...sorting) < MOST_MS, `sorting took ${sorting.map(Math.round).join(', ')} ms`)
    assert.ok(Math.min(...filtering) < MOST_MS, `filtering took ${filtering.map(Math.round).join(', ')} ms`)

    await box.press('ArrowDown')
    await page.keyboard.press('End')
    assert.equal(await focused(page), '20001')
  })

  test('on a phone the name stays in sight', async () => {
    const { page, faults } = await open('/nodes', () => FEW, PHONE)
    await assertAccessible(page, 'the list on a phone')
    const leftOf = async (role: 'rowheader' | 'columnheader', name: string) =>
      (await page.getByRole(role, { name, exact: true }).boundingBox())?.x
    assert.ok(Number(await leftOf('rowheader', 'pve1')) > 100)
    await page.evaluate('document.querySelector("[role=grid]").parentElement.scrollTo(600, 0)')
    assert.deepEqual([await leftOf('columnheader', 'Status'), await leftOf('rowheader', 'pve1')], [16 - 600, 16])
    assert.deepEqual(faults, [])
  })
})
