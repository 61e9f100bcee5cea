import type { RemoteView } from '../../fleet/remote-view.ts'
import { isSame } from './fields.ts'
import type { Field } from './fields.ts'
import type { Resource } from './resources.ts'

/** Items of which the same fields changed. */
export interface Changed {
  /** Paths of the fields. */
  readonly fields: readonly string[]
  /** For each item its key and the values of these fields, as JSON. */
  readonly rows: readonly string[]
}

/** A part of what changed. */
export interface Changes {
  /** Texts of the items that are new, or on another node. */
  readonly items: readonly string[]
  readonly changed: readonly Changed[]
  /** Keys of those that are gone. */
  readonly removed: readonly string[]
}

/** Items that are compared in one go, a few milliseconds of work. */
const STEP = 500
/** More than these would make events that no client can take in at once. */
const MOST = 500

const NONE: ReadonlyMap<string, object> = new Map<string, object>()

/** What was found so far and not told yet. */
interface Found {
  count: number
  readonly items: string[]
  /** Rows by the fields they have. */
  readonly rows: Map<string, { readonly fields: readonly Field[]; readonly rows: string[] }>
}

const nothing = (): Found => ({ count: 0, items: [], rows: new Map() })

function changesIn({ items, rows }: Found, removed: readonly string[] = []): Changes {
  const changed = [...rows.values()].map((group) => ({ ...group, fields: group.fields.map(({ path }) => path) }))
  return { items, changed, removed }
}

/**
 * What changed of one kind in a remote, in parts. Null is for the caller to give others their turn. No view is a remote
 * that was not there yet, or is gone.
 */
export function* changesOf(
  resource: Resource,
  before: RemoteView | null,
  after: RemoteView | null,
): Generator<Changes | null, void> {
  const was = before ? resource.keyed(before) : NONE
  const is = after ? resource.keyed(after) : NONE
  let found = nothing()
  let compared = 0
  for (const [key, item] of is) {
    note(found, resource, key, was.get(key), item)
    if (found.count === MOST) {
      yield changesIn(found)
      found = nothing()
    }
    if (++compared % STEP === 0) yield null
  }
  const removed = [...was.keys()].filter((key) => !is.has(key))
  for (let start = 0; start === 0 || start < removed.length; start += MOST) {
    const gone = removed.slice(start, start + MOST)
    if (found.count > 0 || gone.length > 0) yield changesIn(found, gone)
    found = nothing()
  }
}

function note(found: Found, { fields, text }: Resource, key: string, old: object | undefined, item: object): void {
  if (old === item) return
  if (old === undefined || placeOf(old) !== placeOf(item)) {
    found.items.push(text(item))
    found.count++
    return
  }
  const changed = fields.filter((field) => !isSame(field, old, item))
  if (changed.length === 0) return
  const name = changed.map(({ path }) => path).join()
  const group = found.rows.get(name) ?? { fields: changed, rows: [] }
  found.rows.set(name, group)
  group.rows.push(`[${[JSON.stringify(key), ...changed.map((field) => field.text(field.read(item)))].join(',')}]`)
  found.count++
}

/** Whoever follows the items of one node alone does not know those that come to it. */
const placeOf = (item: object): unknown => ('node_id' in item ? item.node_id : null)
