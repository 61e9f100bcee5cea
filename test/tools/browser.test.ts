import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { leavePages, openBrowser, visit, withoutChromium } from './browser.ts'

test(
  'a page that is left asks nothing more; the next one is its own, and a fault names its address',
  { skip: withoutChromium },
  async () => {
    const asked: string[] = []
    const server = createServer(({ url = '' }, response) => {
      asked.push(url)
      if (url === '/gone') response.writeHead(404).end()
      else response.setHeader('content-type', 'text/html').end('<link rel="icon" href="data:,"><p>Here')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
    const browser = await openBrowser()
    try {
      const first = await visit(browser, `${origin}/first`)
      await first.page.evaluate("localStorage.setItem('kept', 'yes'); fetch('/gone').then((one) => one.text())")
      const fault = 'console: Failed to load resource: the server responded with a status of 404 (Not Found)'
      assert.deepEqual(first.faults, [`${fault} (${origin}/gone)`])
      await leavePages(browser)
      const second = await visit(browser, `${origin}/second`)
      assert.equal(second.page, first.page)
      assert.deepEqual(await second.page.evaluate('[history.length, localStorage.length]'), [2, 0])
      assert.deepEqual([second.faults, asked], [[], ['/first', '/gone', '/second']])
    } finally {
      await browser.close()
      server.close()
    }
  },
)
