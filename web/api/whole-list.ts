import type { Page } from '../../src/api/contract.ts'
import { cutShort, getLines } from './client.ts'

/** A list of which some is there already. */
export interface Part<Item> {
  /** Its first items, and how many there will be. */
  readonly head: Page<Item>
  readonly there: number
}

/** How a list is asked for. */
export interface Asked<Item> {
  readonly signal: AbortSignal
  /** An order of the API; its usual one without it. */
  readonly sort?: string | null
  /** Called while the rest is on its way. */
  readonly came?: (part: Part<Item>) => void
}

/** More than any window shows. */
const HEAD = 100

/** A list of the fleet with all its items, in one reply. */
export async function wholeList<Item>(path: string, { signal, sort, came }: Asked<Item>): Promise<Page<Item>> {
  const query = sort ? `?${new URLSearchParams({ sort }).toString()}` : ''
  const items: Item[] = []
  let about = null as Page<Item> | null
  let head: Page<Item> | null = null
  for await (const lines of getLines(path + query, signal)) {
    for (const line of lines) {
      if (about) items.push(JSON.parse(line) as Item)
      else about = { ...(JSON.parse(line) as Omit<Page<Item>, 'items' | 'next_cursor'>), items, next_cursor: null }
    }
    if (!about || items.length < HEAD || items.length >= about.total) continue
    head ??= { ...about, items: items.slice(0, HEAD) }
    came?.({ head, there: items.length })
  }
  if (items.length !== about?.total) throw cutShort(signal)
  return about
}
