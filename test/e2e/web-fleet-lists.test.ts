import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { Fleet } from '../../src/fleet/fleet.ts'
import { openFleet } from '../../src/fleet/fleet.ts'
import { fakeClock } from '../../src/lib/clock.ts'
import { assertAccessible } from '../tools/accessible.ts'
import { PHONE, webInterface, withoutWeb } from '../tools/web-interface.ts'
import type { WebInterface } from '../tools/web-interface.ts'
import { busyFleet, calmFleet, EVIL, playUpkeep } from '../tools/web-upkeep.ts'

const DESK: BrowserContextOptions = { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }
const DESK_IN_ITALIAN: BrowserContextOptions = { ...DESK, colorScheme: 'dark', locale: 'it-IT' }
const PHONE_IN_ITALIAN: BrowserContextOptions = { ...PHONE, colorScheme: 'light', locale: 'it-IT' }

/** Each on both sizes, in both languages, light and dark. */
const LOOKS: Readonly<Record<string, readonly BrowserContextOptions[]>> = {
  '/snapshots': [DESK, { ...PHONE_IN_ITALIAN, colorScheme: 'dark' }],
  '/licenses': [DESK_IN_ITALIAN, { ...PHONE, colorScheme: 'light' }],
  '/findings': [{ ...DESK, colorScheme: 'dark' }, PHONE_IN_ITALIAN],
}
const LISTS = [...Object.keys(LOOKS), '/nodes', '/guests']

describe('snapshots, licences and findings in the web interface', { skip: withoutWeb }, () => {
  let web: WebInterface

  before(async () => {
    web = await webInterface()
  })
  after(() => web.stop())

  const open = (path: string, fleet: Fleet = busyFleet(), options: BrowserContextOptions = DESK) =>
    web.open(path, (page) => playUpkeep(page, fleet), options)

  /** The rows of the table, each as its cells. */
  const cells = async (page: Page): Promise<string[][]> => {
    await page.getByRole('rowheader').first().waitFor()
    const rows = await page.getByRole('row').all()
    const texts = rows
      .slice(1)
      .map(async (row) => row.locator('th, td').allInnerTexts())
      .map(async (row) => (await row).map((text) => text.replaceAll(/\s+/g, ' ').trim()))
    return Promise.all(texts)
  }

  test('snapshots have the oldest first, old ones marked, and lead to those of their guest', async () => {
    const { page, faults } = await open('/snapshots')
    assert.deepEqual(
      (await cells(page)).map(([guest, , snapshot, , size, memory, description, node]) =>
        [guest, snapshot, size, memory, description, node].join(' | '),
      ),
      [
        '101 db | nightly | — Only ZFS tells what a snapshot takes. | no |  | pve1',
        `100 web | before | — Only ZFS tells what a snapshot takes. | no | ${EVIL} | pve1`,
        '100 web | after | — Only ZFS tells what a snapshot takes. | no |  | pve1',
        '100 web | lost | — Only ZFS tells what a snapshot takes. | no |  | pve1',
      ],
    )
    const toggle = page.getByRole('button', { name: 'Older than 30 days: 2' })
    await toggle.click()
    await page.waitForURL('**/snapshots?q=status:old')
    assert.equal(await toggle.getAttribute('aria-pressed'), 'true')
    assert.deepEqual(
      (await cells(page)).map(([guest]) => guest),
      ['101 db', '100 web'],
    )
    await assertAccessible(page, 'old snapshots')
    await toggle.click()
    await page.waitForURL((url) => url.search === '')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/nodes/1/vms/101?tab=snapshots')
    assert.deepEqual(faults, [])
  })

  test('licences have what lapsed first, and say why one is not known', async () => {
    const { page, faults } = await open('/licenses')
    assert.deepEqual(
      (await cells(page)).map(([node, status, expires, level, cluster, sockets, key]) =>
        [node, status, expires, level, cluster, sockets, key].join(' | '),
      ),
      [
        'pve2 | expired | 1 Feb 2020 expired | basic | prod | 2 | pve2c-••••…89',
        'pve1 | active | 1 Mar 2099 | community | prod | 2 | pve2c-••••…89',
        'alone | none |  |  | standalone |  | ',
        'shut | — subscription: forbidden · try again | — subscription: forbidden · try again | — not known | standalone | — not known | — not known',
      ],
    )
    await page.getByRole('button', { name: 'expired: 1' }).click()
    await page.waitForURL('**/licenses?q=status:expired')
    await page.getByRole('rowheader').getByRole('link', { name: 'pve2' }).click()
    await page.waitForURL('**/nodes/2?tab=license')
    assert.deepEqual(faults, [])
  })

  test('findings have the critical first, say what to do, and lead to what they are about', async () => {
    const { page, faults } = await open('/findings')
    assert.deepEqual(
      (await cells(page)).map(([level, subject, text, hint, , source]) =>
        [level, subject, text, hint, source].join(' | '),
      ),
      [
        'Critical | db | VM 101 (db) stands still: io-error | qm status 101 --verbose | Use of CPU, memory, disks, network',
        'Warning | pve2 | the subscription is expired |  | Subscription',
      ],
    )
    await page.getByRole('button', { name: 'Warning: 1' }).click()
    await page.waitForURL('**/findings?q=status:warning')
    await page.getByRole('rowheader').getByRole('link', { name: 'pve2' }).click()
    await page.waitForURL('**/nodes/2?tab=license')
    assert.deepEqual(faults, [])
  })

  test('on a phone findings stand in full, one below the other', async () => {
    const { page, faults } = await open('/findings', busyFleet(), PHONE)
    const items = page.getByRole('list', { name: 'Findings' }).getByRole('listitem')
    await items.getByText('VM 101 (db) stands still: io-error').waitFor()
    assert.equal(await items.count(), 2)
    await items.getByText('qm status 101 --verbose · ').waitFor()
    await items.getByRole('link', { name: 'db' }).click()
    await page.waitForURL('**/nodes/1/vms/101')
    assert.deepEqual(faults, [])
  })

  test('keys lead to the three pages, and the sidebar counts findings', async () => {
    const { page, faults } = await open('/nodes')
    await page.getByRole('navigation').getByRole('link', { name: 'Findings 2' }).waitFor()
    for (const [key, path] of [
      ['h', '/snapshots'],
      ['l', '/licenses'],
      ['f', '/findings'],
    ] as const) {
      await page.keyboard.press('g')
      await page.keyboard.press(key)
      await page.waitForURL(`**${path}`)
    }
    assert.deepEqual(faults, [])
  })

  test('the overview leads to all findings, licences and snapshots', async () => {
    const { page, faults } = await open('/')
    const main = page.getByRole('main')
    const leads = async (name: string | RegExp) => main.getByRole('link', { name }).getAttribute('href')
    assert.equal(await main.getByRole('link', { name: /^Show all .*: Findings$/ }).count(), 0)
    assert.equal(await leads('1 active · 1 without · 1 expired'), '/licenses')
    assert.equal(await leads('4 · the oldest of 23 Sept 2025'), '/snapshots')
    const finding = main.getByRole('listitem').filter({ hasText: 'the subscription is expired' })
    assert.equal(await finding.getByRole('link', { name: 'pve2' }).getAttribute('href'), '/nodes/2?tab=license')
    assert.deepEqual(faults, [])
  })

  test('all of it is accessible, in both languages, light and dark, on a desk and on a phone', async () => {
    for (const [path, looks] of Object.entries(LOOKS)) {
      for (const options of looks) {
        const { page, faults } = await open(path, busyFleet(), options)
        await page.getByRole('main').getByRole('link').first().waitFor()
        const about = `${path} ${options.locale ?? 'en'} ${String(options.colorScheme)} ${String(options.viewport?.width)}`
        await assertAccessible(page, about)
        assert.deepEqual(faults, [], about)
      }
    }
  })

  test('a fleet with nothing to look after is told so', async () => {
    const { page, faults } = await open('/findings', calmFleet())
    await page.getByText('Well done: nothing deserves attention.').waitFor()
    await assertAccessible(page, 'no finding')
    await page.goto(`${web.address}/snapshots`)
    await page.getByText('No guest has a snapshot.').waitFor()
    await assertAccessible(page, 'no snapshot')
    await page.goto(`${web.address}/licenses`)
    await page.getByText('No node has a subscription.').waitFor()
    await assertAccessible(page, 'no licence')
    assert.deepEqual(faults, [])
  })

  test('a fleet of nothing offers to add a node, or to look at a simulated one, on every list', async () => {
    const { page, faults } = await open('/nowhere', openFleet(fakeClock()))
    for (const path of LISTS) {
      await page.goto(web.address + path)
      await page.getByRole('heading', { level: 1, name: 'Add your first node' }).waitFor()
      await page.getByText('npm run demo').waitFor()
      assert.deepEqual(faults, [], path)
    }
  })
})
