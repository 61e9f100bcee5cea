import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, afterEach, before, describe, test } from 'node:test'
import { parseCsv } from 'hucre/csv'
import { readXlsx } from 'hucre/xlsx'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { makeFleet } from '../../bench/made-fleet.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { assertAccessible } from '../tools/accessible.ts'
import { leavePages, visit } from '../tools/browser.ts'
import { PHONE, webOver, withoutWeb } from '../tools/web-interface.ts'

interface Exported {
  readonly items: readonly { readonly vmid: number; readonly status: string }[]
}

describe('exporting a list in the web interface', { skip: withoutWeb }, () => {
  const { fleet } = makeFleet({ clusters: 2, nodesEach: 2, guestsEach: 20 }, systemClock)
  let web: Awaited<ReturnType<typeof webOver>>

  before(async () => {
    web = await webOver(fleet)
  })
  after(() => web.stop())
  afterEach(() => leavePages(web.browser))

  /** A list; whoever asks this server is an admin. */
  async function open(path: string, options?: BrowserContextOptions) {
    const seen = await visit(web.browser, web.address + path, options)
    await seen.page.getByRole('rowheader').first().waitFor()
    return seen
  }

  async function save(page: Page, item: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
    await page.getByRole('button', { name: 'Export' }).click()
    const coming = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: item, exact: true }).click()
    const file = await coming
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
  }

  const vmids = async (page: Page): Promise<number> => {
    const [count = ''] = (await page.getByRole('main').getByRole('status').first().innerText()).split(' of ')
    return Number(count)
  }

  test('with all fields, the rows that are filtered come in their order, in each format', async () => {
    const { page, faults } = await open('/guests?q=status:running web&sort=-cpu')
    const shown = await vmids(page)
    assert.ok(shown > 0 && shown < 80)
    const csv = await save(page, 'CSV, all fields')
    assert.match(csv.name, /^panoramica-vms-\d{4}-\d\d-\d\d\.csv$/)
    assert.deepEqual([...csv.bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    const [names = [], ...lines] = parseCsv(csv.bytes.toString())
    assert.equal(lines.length, shown)
    assert.ok(names.includes('snapshots.oldest_at'), names.join(' '))
    const cpu = lines.map((line) => Number(line[names.indexOf('cpu_percent')]))
    assert.deepEqual(
      cpu,
      cpu.toSorted((a, b) => b - a),
    )
    const json = JSON.parse((await save(page, 'JSON, all fields')).bytes.toString()) as Exported
    assert.deepEqual(
      json.items.map(({ vmid }) => String(vmid)),
      lines.map((line) => line[names.indexOf('vmid')]),
    )
    const excel = await save(page, 'Excel, all fields')
    assert.match(excel.name, /^panoramica-vms-.*\.xlsx$/)
    const { sheets } = await readXlsx(excel.bytes)
    assert.deepEqual(
      sheets[0]?.rows.slice(1).map(([vmid]) => vmid),
      json.items.map(({ vmid }) => vmid),
    )
    assert.deepEqual(faults, [])
  })

  test('what the server cannot be asked for is said before, and what is shown can still be had', async () => {
    const { page, faults } = await open('/guests?q=ip:*')
    const shown = await vmids(page)
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByText('All fields of all rows: this filter works only here').waitFor()
    await page.keyboard.press('Escape')
    const all = JSON.parse((await save(page, 'JSON, all fields')).bytes.toString()) as Exported
    assert.equal(all.items.length, 80)
    const here = JSON.parse((await save(page, 'JSON')).bytes.toString()) as readonly object[]
    assert.equal(here.length, shown)
    assert.deepEqual(faults, [])
  })

  for (const path of ['/nodes', '/guests', '/storage', '/network', '/snapshots', '/licenses']) {
    test(`${path} has a file with a line for each row`, async () => {
      const { page, faults } = await open(path)
      const { bytes } = await save(page, 'CSV, all fields')
      assert.equal(parseCsv(bytes.toString()).length - 1, await vmids(page))
      assert.deepEqual(faults, [])
    })
  }

  test('the menu is there for keys, for readers of screens, on a phone and in Italian', async () => {
    const { page, faults } = await open('/guests', { ...PHONE, locale: 'it-IT' })
    await page.getByRole('button', { name: 'Esporta' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Excel, tutti i campi' }).waitFor()
    await assertAccessible(page, 'the menu of exports')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    assert.deepEqual(faults, [])
  })
})
