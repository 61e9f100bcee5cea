import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertAccessible } from '../tools/accessible.ts'
import { PHONE, webInterface, withoutWeb } from '../tools/web-interface.ts'
import type { WebInterface } from '../tools/web-interface.ts'

describe('what is read on nodes, in the web interface', { skip: withoutWeb }, () => {
  let web: WebInterface

  before(async () => {
    web = await webInterface()
  })
  after(() => web.stop())

  test('is told with its rights and its text, and searched by an address that can be shared', async () => {
    for (const options of [{}, PHONE]) {
      const { page, faults } = await web.open('/settings?tab=permissions', async () => undefined, options)
      await page.getByRole('heading', { name: 'Files' }).waitFor()
      await assertAccessible(page, 'the permissions')
      await page.getByRole('searchbox').fill('smartctl')
      await page.getByRole('heading', { name: 'Files' }).waitFor({ state: 'detached' })
      const row = page.getByRole('row', { name: 'smart' }).first()
      await row.getByText('root: smartctl').waitFor()
      await row.getByText('smart', { exact: true }).first().click()
      await row.locator('pre').getByText('smartctl').waitFor()
      await assertAccessible(page, 'what runs')
      await page.reload()
      assert.equal(await page.getByRole('searchbox').inputValue(), 'smartctl')
      await page.getByRole('searchbox').fill('VM.Monitor')
      await page.getByRole('heading', { name: 'Commands' }).waitFor({ state: 'detached' })
      await page.getByText('/nodes/{node}/qemu/{vmid}/agent/info').waitFor()
      await page.getByRole('searchbox').fill('nothing of this name')
      await page.getByText('Nothing matches.').waitFor()
      assert.deepEqual(faults, [])
    }
  })
})
