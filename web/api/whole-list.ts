import type { Page } from '../../src/api/contract.ts'
import { get } from './client.ts'

const PAGE = '1000'

/** A list of the fleet with all its pages. Each begins after the last item before it, so none is lost or comes twice. */
export async function wholeList<Item>(path: string, signal: AbortSignal): Promise<Page<Item>> {
  const items: Item[] = []
  let cursor: string | null = null
  for (;;) {
    const query: string = new URLSearchParams({ limit: PAGE, ...(cursor !== null && { cursor }) }).toString()
    const page: Page<Item> = await get(`${path}?${query}`, signal)
    for (const item of page.items) items.push(item)
    if (page.next_cursor === null) return { ...page, items }
    cursor = page.next_cursor
  }
}
