import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'

const MOST_BYTES = 300 * 1024

/** The scripts and styles that a page has loaded are no more than it may, gzipped. */
export async function assertSmall(page: Page): Promise<void> {
  const loaded = await page.evaluate<string[]>('performance.getEntriesByType("resource").map(({ name }) => name)')
  const files = [...new Set(loaded)].filter((url) => /\.(?:js|css)$/.test(url))
  const bodies = await Promise.all(files.map(async (url) => Buffer.from(await (await fetch(url)).arrayBuffer())))
  const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)
  assert.ok(bytes > 0 && bytes <= MOST_BYTES, `${String(bytes)} bytes of gzipped scripts and styles`)
}
