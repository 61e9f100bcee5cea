import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { startServer } from '../../src/server.ts'
import type { Server } from '../../src/server.ts'
import { openBrowser, visit, withoutChromium } from '../tools/browser.ts'
import { temporaryFolder } from '../tools/temporary.ts'

const JSON_REPLY = 'application/json; charset=utf-8'

describe('the page that describes the API', { skip: withoutChromium }, () => {
  const folder = temporaryFolder()
  let server: Server
  let browser: Browser
  before(async () => {
    const config = readConfig(['--port', '0', '--data-dir', folder.path], {})
    server = await startServer(config, pino({ level: 'silent' }))
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await server.stop()
    folder[Symbol.dispose]()
  })

  const openGroup = async (page: Page, group: string): Promise<void> => {
    await page.locator(`#operations-tag-${group} .expand-operation`).click()
  }

  test('lists every operation, in dark and light, and asks no other host', async () => {
    const document = (await (await fetch(`${server.address}/api/openapi.json`)).json()) as {
      readonly tags: readonly { readonly name: string }[]
      readonly paths: Readonly<Record<string, object>>
    }
    const operations = Object.values(document.paths).flatMap((methods) => Object.keys(methods))
    for (const colorScheme of ['dark', 'light'] as const) {
      const { page, faults } = await visit(browser, `${server.address}/api/docs`, { colorScheme })
      await page.getByRole('heading', { name: /^Panoramica/ }).waitFor()
      for (const { name } of document.tags) await openGroup(page, name)
      await page
        .locator('.opblock')
        .nth(operations.length - 1)
        .waitFor()
      assert.equal(await page.locator('.opblock').count(), operations.length)
      const isDark = await page.evaluate<boolean>(`document.documentElement.classList.contains('dark-mode')`)
      assert.equal(isDark, colorScheme === 'dark')
      assert.deepEqual(faults, [])
      await page.context().close()
    }
  })

  test('tries an operation with the session of whoever is signed in, and without one is refused', async () => {
    const attempt = async (page: Page): Promise<string> => {
      await page.goto(`${server.address}/api/docs`)
      await openGroup(page, 'nodes')
      const operation = page.locator('#operations-nodes-getNodes')
      await operation.locator('.opblock-summary-control').click()
      await operation.getByRole('button', { name: 'Execute' }).click()
      const row = operation.locator('.live-responses-table .response').first()
      await row.waitFor()
      return `${await row.locator('.response-col_status').innerText()} ${await row.locator('.highlight-code').first().innerText()}`
    }
    const { page, faults } = await visit(browser, `${server.address}/api/docs`)
    assert.match(await attempt(page), /^401[^]*unauthenticated/)
    // The browser tells of a reply of 401 in its console, whatever the page does.
    assert.deepEqual(
      faults.filter((fault) => !fault.includes('401 (Unauthorized)')),
      [],
    )
    const { users } = server.accounts
    const { id } = await users.add({ email: 'ann@example.com', name: 'Ann', role: 'viewer', password: null })
    await page.goto(server.address + (await users.link(id)).path)
    assert.match(await attempt(page), /^200[^]*"items": \[\]/)
  })

  test('is not kept from the rules that hold for every page', async () => {
    for (const path of ['/api/docs', '/api/docs/static/swagger-ui-bundle.js', '/api/docs/json']) {
      const { status, headers } = await fetch(server.address + path)
      assert.equal(status, 200, path)
      assert.match(headers.get('content-security-policy') ?? '', /script-src 'self';/, path)
      assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe|https:/, path)
    }
    const [described, shown] = await Promise.all(
      ['/api/openapi.json', '/api/docs/json'].map(async (path) => (await fetch(server.address + path)).text()),
    )
    assert.equal(shown, described)
    const elsewhere = await fetch(`${server.address}/api/docs/static/..%2f..%2fpackage.json`)
    assert.equal(elsewhere.status, 404)
    assert.equal((await fetch(`${server.address}/api/openapi.json`)).headers.get('content-type'), JSON_REPLY)
  })
})
