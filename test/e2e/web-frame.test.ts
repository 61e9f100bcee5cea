import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { assertAccessible } from '../tools/accessible.ts'
import { nodeItem, playFleet } from '../tools/web-fleet.ts'
import { PHONE, webInterface, withoutWeb } from '../tools/web-interface.ts'
import type { WebInterface } from '../tools/web-interface.ts'

const NODES = Array.from({ length: 12 }, (_, index) => nodeItem(index + 1))

/** Parts of the frame that are loaded when they are first asked for. */
const LATE_PARTS: readonly {
  readonly part: string
  readonly file: RegExp
  readonly options: BrowserContextOptions
  ask(this: void, page: Page): Promise<void>
}[] = [
  { part: 'the palette', file: /\/assets\/JumpPalette/, options: {}, ask: (page) => page.keyboard.press('Control+k') },
  {
    part: 'the drawer',
    file: /\/assets\/AppDrawer/,
    options: PHONE,
    ask: (page) => page.getByRole('button', { name: 'Open the menu' }).click(),
  },
]

const NOT_THERE = [
  { path: '/nodes/999', says: 'There is no such node', link: 'All nodes', to: '/nodes' },
  { path: '/nodes/99999999999999999999', says: 'There is no such node', link: 'All nodes', to: '/nodes' },
  { path: '/nodes/1/vms/100', says: 'There is no such guest', link: 'All guests', to: '/guests' },
  {
    path: '/nodes/1/storage/nas',
    says: 'There is no such storage on this node',
    link: 'All storages',
    to: '/storage',
  },
  { path: '/remotes/999', says: 'There is no such remote', link: 'All remotes', to: '/remotes' },
  { path: '/nowhere', says: 'There is no such page', link: 'To the overview', to: '/' },
]

describe('the frame of the web interface', { skip: withoutWeb }, () => {
  let web: WebInterface

  before(async () => {
    web = await webInterface()
  })
  after(() => web.stop())

  const open = (options?: BrowserContextOptions) => web.open('/nodes', (page) => playFleet(page, () => NODES), options)

  test('keys lead to pages, and the palette to whatever has a name', async () => {
    const { page, faults } = await open()
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await page.waitForURL('**/remotes')
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog', { name: 'Go to' })
    await palette.getByRole('option', { name: 'Remotes' }).waitFor()
    await page.keyboard.type('pve1')
    await assertAccessible(page, 'the palette')
    assert.deepEqual(await palette.getByRole('option').allInnerTexts(), [
      'pve1\nprod · 192.0.2.1',
      'pve10\nprod · 192.0.2.10',
      'pve11\nprod · 192.0.2.11',
      'pve12\nprod · 192.0.2.12',
    ])
    assert.deepEqual(faults, [])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/nodes/10')
    await palette.waitFor({ state: 'detached' })
  })

  test('help names the keys', async () => {
    const { page } = await open()
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keyboard' })
    await help.getByText('Row up or down').waitFor()
    await help.getByText('Filter the list').waitFor()
    await assertAccessible(page, 'the help')
    await page.keyboard.press('Escape')
    await help.waitFor({ state: 'detached' })
  })

  test('a page whose file is gone is opened anew: the server has another build by now', async () => {
    const { page } = await web.open('/nodes', async (one) => {
      await one.clock.install()
      await playFleet(one, () => NODES)
    })
    await page.evaluate('window.untouched = true')
    await page.route(/\/assets\/NetworkPage/, (route) => route.fulfill({ status: 404 }), { times: 1 })
    await page.clock.fastForward('00:11')
    await page.getByRole('link', { name: 'Network' }).click()
    await page.waitForURL('**/network')
    await page.getByRole('heading', { level: 1, name: 'Network' }).waitFor()
    assert.equal(await page.evaluate('window.untouched'), undefined)
  })

  for (const { part, file, options, ask } of LATE_PARTS) {
    test(`where the file of ${part} is gone, the page is opened anew, and has it`, async () => {
      const { page } = await web.open(
        '/nodes?q=pve1',
        async (one) => {
          await one.clock.install()
          await playFleet(one, () => NODES)
        },
        options,
      )
      await page.route(file, (route) => route.fulfill({ status: 404 }), { times: 1 })
      await page.clock.fastForward('00:11')
      await Promise.all([page.waitForEvent('load'), ask(page)])
      await page.getByRole('combobox', { name: 'Filter' }).waitFor()
      assert.equal(new URL(page.url()).search, '?q=pve1')
      await ask(page)
      await page.getByRole('dialog').waitFor()
      await page.context().close()
    })
  }

  test('the page of what is not there says so, and leads to what is', async () => {
    for (const { path, says, link, to } of NOT_THERE) {
      const { page } = await web.open(path, (one) => playFleet(one, () => NODES))
      await page.getByRole('heading', { level: 1, name: says, exact: true }).waitFor()
      assert.equal(await page.title(), `${says} · Panoramica`)
      assert.equal(await page.getByRole('alert').count(), 0, path)
      if (path === NOT_THERE[0]?.path) await assertAccessible(page, path)
      await page.getByRole('main').getByRole('link', { name: link, exact: true }).click()
      await page.waitForURL(`**${to}`)
    }
  })

  test('no key does anything but type inside a field', async () => {
    const { page } = await open()
    await page.getByRole('combobox', { name: 'Filter' }).focus()
    await page.keyboard.type('?g r/')
    await page.keyboard.press('Control+k')
    await page.waitForURL((url) => url.searchParams.get('q') === '?g r/')
    assert.equal(await page.getByRole('dialog').count(), 0)
  })

  test('on a phone the pages are in a drawer', async () => {
    const { page, faults } = await open(PHONE)
    await page.getByRole('button', { name: 'Open the menu' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Remotes' }).waitFor()
    await assertAccessible(page, 'the drawer')
    await page.getByRole('dialog').getByRole('link', { name: 'Remotes' }).click()
    await page.waitForURL('**/remotes')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    assert.deepEqual(faults, [])
  })
})
