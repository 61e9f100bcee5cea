import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { assertAccessible } from '../tools/accessible.ts'
import { EVIL, playCluster } from '../tools/web-guests.ts'
import { PHONE, webInterface, withoutWeb } from '../tools/web-interface.ts'
import type { WebInterface } from '../tools/web-interface.ts'

const TABS = ['overview', 'config', 'storage', 'network', 'snapshots', 'sections']

describe('guests in the web interface', { skip: withoutWeb }, () => {
  let web: WebInterface

  before(async () => {
    web = await webInterface()
  })
  after(() => web.stop())

  async function open(path: string, options?: BrowserContextOptions) {
    let asked: readonly string[] = []
    const play = async (page: Page): Promise<void> => {
      asked = await playCluster(page)
    }
    const seen = await web.open(path, play, options)
    return { ...seen, asked: () => asked }
  }

  const names = async (page: Page): Promise<string[]> => {
    await page.getByRole('rowheader').first().waitFor()
    return page.getByRole('rowheader').allInnerTexts()
  }
  const tableRows = async (page: Page, name: string): Promise<string[]> => {
    const table = page.getByRole('region', { name, exact: true })
    await table.waitFor()
    return (await table.getByRole('row').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())
  }

  test('the list has all guests by one request, and says of which nodes nothing is known', async () => {
    const { page, faults, asked } = await open('/guests')
    assert.deepEqual(await names(page), ['web', 'dns', EVIL, 'debian'])
    assert.equal(asked().filter((one) => one === 'GET /api/dashboard/vms').length, 1)
    await page.getByText('Of 1 node nothing new is known').click()
    await page.getByText('it was never read').waitFor()
    await assertAccessible(page, 'the list of guests')
    assert.deepEqual(faults, [])
  })

  test('guests are found by terms, and what is not known says why', async () => {
    const { page } = await open('/guests?q=status:template')
    assert.deepEqual(await names(page), ['debian'])
    const box = page.getByRole('combobox', { name: 'Filter' })
    await page.getByRole('button', { name: 'Remove status:template' }).click()
    await box.fill('bridge:vmbr0 ')
    assert.deepEqual(await names(page), ['web'])
    await page.getByRole('button', { name: 'Remove bridge:vmbr0' }).click()
    await box.fill('102')
    const cells = page.getByRole('row').nth(1).getByRole('gridcell')
    assert.equal(await cells.getByTitle('not running').count(), 2)
  })

  test('a guest shows what it is, and leads to Proxmox VE, its node and others like it', async () => {
    const { page, faults } = await open('/guests')
    await page.getByRole('rowheader').getByRole('link', { name: 'web' }).click()
    await page.waitForURL('**/nodes/1/vms/100')
    await page.getByRole('heading', { level: 1, name: '100 web' }).waitFor()
    const main = page.getByRole('main')
    const link = main.getByRole('link', { name: 'Open in Proxmox VE' })
    assert.equal(await link.getAttribute('href'), 'https://pve1.lan:8006/#v1:0:=qemu%2F100')
    assert.equal(await main.getByRole('link', { name: 'pve1' }).getAttribute('href'), '/nodes/1')
    assert.equal(await main.getByRole('link', { name: 'web' }).getAttribute('href'), '/guests?q=tag:web')
    await main.getByText('4 GiB of 8 GiB · says the guest itself').waitFor()
    await main.getByText('Debian GNU/Linux 12').waitFor()
    await main.getByRole('button', { name: 'Copy 192.0.2.100' }).waitFor()
    await main.getByText('50 GiB of 100 GiB').waitFor()
    const [current] = await page.locator('nav [aria-current=page]').allInnerTexts()
    assert.equal(current, 'Guests')
    assert.deepEqual(faults, [])
  })

  test('every tab is an address and is accessible, also on a phone', async () => {
    for (const tab of TABS) {
      const { page, faults } = await open(`/nodes/1/vms/100?tab=${tab}`, tab === 'storage' ? {} : PHONE)
      await page.getByRole('tab', { selected: true }).waitFor()
      await assertAccessible(page, tab)
      assert.deepEqual(faults, [], tab)
    }
  })

  test('what waits for the next start is shown as it is and as it will be', async () => {
    const { page } = await open('/nodes/1/vms/100?tab=config')
    assert.deepEqual(await tableRows(page, 'Waits for the next start'), ['Setting Now Then', 'memory 8192 → 16384'])
    const main = page.getByRole('main')
    await main.getByText('8 GiB', { exact: true }).waitFor()
    assert.deepEqual(await main.getByRole('heading', { level: 3 }).allInnerTexts(), [
      'CPU',
      'Memory',
      'Boot',
      'Display and console',
      'Devices',
      'Options',
    ])
    await main.getByText('Show every setting').click()
    const raw = await main.getByRole('region', { name: 'As Proxmox VE has it' }).innerText()
    assert.match(
      raw,
      /^agent: enabled=1,fstrim_cloned_disks=1\n(.+\n)*description: Line one\n {2}Line two\n(.+\n)*memory: 8192\n/,
    )
    await main.getByRole('button', { name: 'Copy the configuration' }).waitFor()
  })

  test('a storage lists the disks of guests on it, and a disk leads to its storage', async () => {
    const { page, faults } = await open('/nodes/1/vms/100?tab=storage')
    await page.getByRole('region', { name: 'Disks' }).getByRole('link', { name: 'local-zfs' }).click()
    await page.waitForURL('**/nodes/1/storage/local-zfs')
    assert.deepEqual((await tableRows(page, 'Disks on local-zfs')).slice(1), [
      '100 web 50 GiB 100 GiB scsi0 disk vm-100-disk-0',
    ])
    await page.getByText('1 disk · 50 GiB of 100 GiB').waitFor()
    await assertAccessible(page, 'a storage with its disks')
    assert.deepEqual(faults, [])
  })

  test('disks and interfaces stand in tables, joined with what the storage and the guest tell', async () => {
    const { page } = await open('/nodes/1/vms/100?tab=storage')
    assert.deepEqual((await tableRows(page, 'Disks')).slice(1), [
      'scsi0 disk local-zfs rpool/data/vm-100-disk-0 100 GiB 50 GiB 5 GiB raw yes ssd=1',
      'ide2 CD-ROM drive media=cdrom',
    ])
    assert.deepEqual((await tableRows(page, 'File systems inside')).slice(1), ['/ 33% 30 GiB 90 GiB ext4'])
    await page.getByRole('tab', { name: 'Network' }).click()
    assert.deepEqual((await tableRows(page, 'Interfaces')).slice(1), [
      'net0 vmbr0 20 192.0.2.100 BC:24:11:00:00:01 virtio up yes ens18',
    ])
    await page.getByRole('link', { name: 'vmbr0' }).click()
    await page.waitForURL('**/guests?q=node:pve1+bridge:vmbr0')
  })

  test('snapshots are a tree that says where the guest is', async () => {
    const { page } = await open('/nodes/1/vms/100?tab=snapshots')
    const rows = await tableRows(page, 'Snapshots')
    assert.deepEqual(
      rows.slice(1).map((row) => row.replace(/ \d{1,2} [A-Z][a-z]{2} \d.* UTC/, '')),
      ['before no 1 GiB clean', 'after yes — not known', 'You are here'],
    )
  })

  test('a guest is read afresh when it is asked for', async () => {
    const { page, asked } = await open('/nodes/1/vms/100')
    await page.getByRole('button', { name: 'Read now' }).click()
    await page.getByRole('button', { name: 'Reading…' }).waitFor()
    assert.ok(asked().includes('POST /api/nodes/1/vms/100/refresh'))
  })

  test('what a guest calls itself stays text, and one that is not there is said to be none', async () => {
    const { page, faults } = await open('/nodes/1/vms/102')
    await page.getByRole('heading', { level: 1, name: `102 ${EVIL}` }).waitFor()
    assert.equal(await page.getByRole('main').locator('img').count(), 0)
    assert.deepEqual(faults, [])
    await page.goto(`${web.address}/nodes/1/vms/777`)
    await page.getByRole('heading', { level: 1, name: 'There is no such guest' }).waitFor()
  })

  test('a node shows its guests and what they were promised', async () => {
    const { page, faults } = await open('/nodes/1?tab=guests')
    assert.deepEqual(
      (await tableRows(page, 'Guests')).slice(1).map((row) => row.split(' ').slice(0, 3).join(' ')),
      ['100 web running', '101 dns running', '102 <img src=x', '900 debian template'],
    )
    await page.getByText('2 of 3').waitFor()
    await assertAccessible(page, 'the guests of a node')
    assert.deepEqual(faults, [])
  })

  test('a node shows which disks of its guests are on which storage', async () => {
    for (const look of [{}, { ...PHONE, locale: 'it-IT' }]) {
      const { page, faults } = await open('/nodes/1?tab=storage', look)
      const main = page.getByRole('main')
      await main.getByRole('heading', { level: 3, name: 'local-zfs' }).waitFor()
      await assertAccessible(page, `the storage of a node ${JSON.stringify(look)}`)
      assert.deepEqual(faults, [])
    }
    const { page } = await open('/nodes/1?tab=storage')
    assert.deepEqual((await tableRows(page, 'Disks on local-zfs')).slice(1), [
      '100 web 50 GiB 100 GiB scsi0 disk vm-100-disk-0',
    ])
    await page.getByRole('heading', { level: 3, name: 'local-zfs 1 disk · 50 GiB of 100 GiB' }).waitFor()
    await page.getByText('The configuration of 3 guests was never read: their disks are missing here.').waitFor()
    await page.getByRole('region', { name: 'Disks on local-zfs' }).getByRole('link', { name: 'web' }).click()
    await page.waitForURL('**/nodes/1/vms/100?tab=storage')
  })

  test('of many disks on a storage the largest are shown, and all where they are asked for', async () => {
    const { page, faults } = await open('/nodes/1')
    const disk = (number: number) => ({
      vmid: 100 + number,
      name: `vm${number}`,
      type: 'qemu',
      storage: 'tank',
      disk_name: 'scsi0',
      kind: 'disk',
      volume: `vm-${100 + number}-disk-0`,
      size_bytes: 2 ** 40,
      used_bytes: number === 7 ? null : (8 - number) * 2 ** 30,
      used_source: number === 7 ? null : 'zfs',
      reason: number === 7 ? 'the pool was never read' : null,
    })
    const items = [1, 2, 3, 4, 5, 6, 7].map(disk)
    await page.route('**/guest-disks', (route) => route.fulfill({ json: { items, total: 7, guests_unknown: 0 } }))
    await page.goto(`${web.address}/nodes/1?tab=storage`)
    const words = '7 disks · 27 GiB of 7 TiB · what 1 of them takes is not known'
    await page.getByRole('heading', { level: 3, name: `tank ${words}` }).waitFor()
    assert.equal((await tableRows(page, 'Disks on tank')).length, 6)
    const more = page.getByRole('button', { name: 'Show all 7: Disks on tank' })
    assert.equal(await more.getAttribute('aria-expanded'), 'false')
    await more.click()
    const rows = await tableRows(page, 'Disks on tank')
    assert.equal(rows.length, 8)
    assert.equal(rows[7], '107 vm7 — the pool was never read 1 TiB scsi0 disk vm-107-disk-0')
    await page.getByRole('button', { name: 'Show fewer' }).click()
    assert.equal((await tableRows(page, 'Disks on tank')).length, 6)
    assert.deepEqual(faults, [])
  })

  test('the overview counts the fleet, and each figure leads to what it counts', async () => {
    const { page, faults } = await open('/')
    const main = page.getByRole('main')
    const tile = (name: RegExp) => main.getByRole('link', { name })
    assert.equal(await tile(/^Nodes online 2 \/ 2 all online/).getAttribute('href'), '/nodes')
    assert.equal(
      await tile(/^Guests running 2 \/ 3.*1 stopped · 1 template/).getAttribute('href'),
      '/guests?q=status:running',
    )
    await main.getByText('What this is made of').waitFor()
    await main.getByText('it was never read').waitFor()
    const [first, second] = (await tableRows(page, 'Guests')).slice(1)
    assert.match(first ?? '', /^101 dns/)
    assert.match(second ?? '', /^100 web/)
    await main.getByLabel('First by').selectOption('disk used')
    await page.waitForURL('**/?rank=disk')
    await page.getByRole('row', { name: /^100 web/ }).waitFor()
    await assertAccessible(page, 'the overview')
    assert.deepEqual(faults, [])
  })

  test('storage and network are lists of the whole fleet', async () => {
    for (const path of ['/storage', '/network']) {
      const { page, faults } = await open(path, PHONE)
      await page.getByRole('rowheader').first().waitFor()
      await assertAccessible(page, path)
      assert.deepEqual(faults, [], path)
    }
  })

  test('the palette finds a guest by its address', async () => {
    const { page } = await open('/guests')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('192.0.2.100')
    await page.getByRole('dialog').getByRole('option', { name: 'web' }).click()
    await page.waitForURL('**/nodes/1/vms/100')
  })
})
