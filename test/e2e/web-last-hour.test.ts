import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible } from '../tools/accessible.ts'
import { playCluster } from '../tools/web-guests.ts'
import { playHistory } from '../tools/web-history.ts'
import { webInterface, withoutWeb } from '../tools/web-interface.ts'
import type { WebInterface } from '../tools/web-interface.ts'

/** When the last step of each played course begins. */
const END = Date.UTC(2026, 6, 15, 12)
const GUEST = '/nodes/1/vms/100'

describe('the last hour of a figure, in the web interface', { skip: withoutWeb }, () => {
  let web: WebInterface

  before(async () => {
    web = await webInterface()
  })
  after(() => web.stop())

  /** A page of a cluster, with the past played. */
  const open = (path: string, play: (page: Page) => Promise<unknown>) =>
    web.open(path, async (page) => {
      await playCluster(page)
      await play(page)
    })

  const sparks = (page: Page) => page.getByRole('main').locator('svg[data-spark]').count()

  test('where that of the fleet cannot be had, its tile says why', async () => {
    const json = { status: 503, code: 'store', detail: 'The store does not answer.', hint: null }
    const refusal = { status: 503, contentType: 'application/problem+json', json }
    const { page } = await open('/', (one) => one.route(/\/api\/dashboard\/history/, (route) => route.fulfill(refusal)))
    const words = /^CPU .*the last hour is not known: The store does not answer\.$/
    await page.getByRole('main').getByRole('link', { name: words }).waitFor()
    assert.equal(await sparks(page), 0)
  })

  test('that of a guest stands beside its figures, is asked for once, and is in words', async () => {
    let asked: readonly URL[] = []
    const { page, faults } = await open(GUEST, async (one) => {
      asked = await playHistory(one, { end: END })
    })
    const main = page.getByRole('main')
    await main.getByTitle('12%–80% in the last hour').waitFor()
    await main.getByTitle('60 GiB–90 GiB in the last hour').waitFor()
    assert.equal(await sparks(page), 4)
    assert.deepEqual(
      asked.map(({ pathname, searchParams }) => `${pathname} ${searchParams.get('timeframe') ?? ''}`),
      Array<string>(6).fill(`/api${GUEST}/history hour`),
    )
    await assertAccessible(page, 'a guest with its last hour')
    assert.deepEqual(faults, [])
  })

  test('where the node of a guest did not tell, the page says why', async () => {
    const points = Array.from({ length: 60 }, (_, index) => ({
      at: new Date(END - index * 60_000).toISOString(),
      mean: null,
      least: null,
      most: null,
    }))
    const reason = 'pve1 does not answer.'
    const json = { metric: '', timeframe: 'hour', source: 'pve', reason, step_seconds: 60, points }
    const { page } = await open(GUEST, (one) => one.route(/\/history\?/, (route) => route.fulfill({ json })))
    await page.getByText('the last hour is not known: pve1 does not answer.').waitFor()
    assert.equal(await sparks(page), 0)
  })

  test('a guest that does not run has none, and nothing is asked of its node', async () => {
    let asked: readonly URL[] = []
    const { page } = await open('/nodes/1/vms/102', async (one) => {
      asked = await playHistory(one, { end: END })
    })
    await page.getByText('not running').first().waitFor()
    assert.deepEqual([await sparks(page), asked.length], [0, 0])
  })
})
