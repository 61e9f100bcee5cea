import { AxeBuilder } from '@axe-core/playwright'
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** No violation that axe finds, and no sideways scroll. */
export async function assertAccessible(page: Page, name: string): Promise<void> {
  // In the page itself: no page of ours has a frame, and the other way opens an empty page for each look.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  assert.deepEqual(found, [], name)
  const tooWide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
  assert.ok(Number(tooWide) <= 0, `${name} is ${String(tooWide)} px too wide`)
}
