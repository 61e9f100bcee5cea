import type { LiveEvent, LiveKind } from '../../src/api/contract.ts'

const ABOUT_ITSELF = ['hello', 'reset', 'beat'] as const

export interface LiveListener {
  /** `id`: where to go on from after a break. */
  heard(this: void, event: LiveEvent, id: string): void
  /** The stream broke. `isOver`: the browser does not try again by itself. */
  lost(this: void, isOver: boolean): void
}

/** What changes, as it changes. Gives the function that ends it. */
export function openLive(kinds: readonly LiveKind[], lastId: string, { heard, lost }: LiveListener): () => void {
  const query = new URLSearchParams({ kinds: kinds.join(','), ...(lastId !== '' && { last_event_id: lastId }) })
  const source = new EventSource(`/api/live?${query.toString()}`)
  const take = ({ data, lastEventId }: MessageEvent<string>): void => heard(JSON.parse(data) as LiveEvent, lastEventId)
  for (const kind of [...ABOUT_ITSELF, ...kinds]) source.addEventListener(kind, take)
  source.addEventListener('error', () => lost(source.readyState === EventSource.CLOSED))
  return () => source.close()
}
