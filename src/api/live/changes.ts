import type { RemoteView } from '../../fleet/remote-view.ts'
import type { Resource } from './resources.ts'

/** A part of what changed. */
export interface Changes {
  /** Texts of the items that are new or other than before. */
  readonly items: readonly string[]
  /** Keys of those that are gone. */
  readonly removed: readonly string[]
}

/** Items that are compared in one go, a few milliseconds of work. */
const STEP = 200
/** More than these would make events that no client can take in at once. */
const MOST = 500

const NONE: ReadonlyMap<string, object> = new Map<string, object>()

/**
 * What changed of one kind in a remote, in parts. Null is for the caller to give others their turn. No view is a remote
 * that was not there yet, or is gone.
 */
export function* changesOf(
  { keyed, text }: Resource,
  before: RemoteView | null,
  after: RemoteView | null,
): Generator<Changes | null, void> {
  const was = before ? keyed(before) : NONE
  const is = after ? keyed(after) : NONE
  let items: string[] = []
  let compared = 0
  for (const [key, item] of is) {
    const old = was.get(key)
    if (old !== item && (old === undefined || text(old) !== text(item))) items.push(text(item))
    if (items.length === MOST) {
      yield { items, removed: [] }
      items = []
    }
    if (++compared % STEP === 0) yield null
  }
  const removed = [...was.keys()].filter((key) => !is.has(key))
  for (let start = 0; start === 0 || start < removed.length; start += MOST) {
    const gone = removed.slice(start, start + MOST)
    if (items.length > 0 || gone.length > 0) yield { items, removed: gone }
    items = []
  }
}
