import type {
  FindingItem,
  GuestItem,
  LicenseItem,
  LiveEvent,
  NetworkItem,
  NodeItem,
  SnapshotItem,
  StorageItem,
} from '../../src/api/contract.ts'

/** What is said of an item: all of it, the fields that are other now by their path, or null where it is gone. */
export type Word<Item> = { readonly item: Item } | { readonly fields: Readonly<Record<string, unknown>> } | null

/** What live events say of items: by key, all that is said of each. */
export type Patch<Item> = ReadonlyMap<string, Word<Item>>

/** What there are lists of, by the kind of their events. */
export interface ItemOf {
  readonly node: NodeItem
  readonly vm: GuestItem
  readonly storage: StorageItem
  readonly network: NetworkItem
  readonly snapshot: SnapshotItem
  readonly license: LicenseItem
  readonly finding: FindingItem
}
export type ListKind = keyof ItemOf
export type ListEvent = Extract<LiveEvent, { readonly kind: ListKind }>

/** The keys that events call items by. */
export const KEYS: { readonly [Kind in ListKind]: (item: ItemOf[Kind]) => string } = {
  node: ({ node_id }) => String(node_id),
  vm: ({ remote_id, vmid }) => `${remote_id ?? ''}/${vmid}`,
  storage: ({ remote_id, node_id, name }) => `${remote_id}/${node_id ?? ''}/${name}`,
  network: ({ node_id, name }) => `${node_id}/${name}`,
  snapshot: ({ remote_id, vmid, snapshot }) => [remote_id, vmid, snapshot].join('/'),
  license: ({ node_id }) => String(node_id),
  finding: ({ subject: { remote_id, node_id, vmid }, section, text }) =>
    [remote_id, node_id, vmid, section, text].join('/'),
}

/** An item with these fields as they are now. */
function withFields<Item>(item: Item, fields: Readonly<Record<string, unknown>>): Item {
  const now = { ...item } as Record<string, unknown>
  for (const [path, value] of Object.entries(fields)) {
    const [name = '', ...inner] = path.split('.')
    now[name] = inner.length === 0 ? value : withFields(now[name], { [inner.join('.')]: value })
  }
  return now as Item
}

/** One word for what was said first and what was said then. Nothing more can be said of what is gone. */
function both<Item>(first: Word<Item> | undefined, fields: Readonly<Record<string, unknown>>): Word<Item> {
  if (first === null) return null
  if (first && 'item' in first) return { item: withFields(first.item, fields) }
  return { fields: { ...first?.fields, ...fields } }
}

/** All that events of one kind say, the newest last. */
export function patchOf<Kind extends ListKind>(kind: Kind, events: readonly ListEvent[]): Patch<ItemOf[Kind]> {
  const keyOf: (item: ItemOf[Kind]) => string = KEYS[kind]
  const patch = new Map<string, Word<ItemOf[Kind]>>()
  for (const event of events) {
    if (event.kind !== kind) continue
    for (const item of event.items as readonly object[] as readonly ItemOf[Kind][]) patch.set(keyOf(item), { item })
    for (const { fields, rows } of event.changed) {
      for (const [key, ...values] of rows) {
        const told = Object.fromEntries(fields.map((path, index) => [path, values[index]]))
        patch.set(key, both(patch.get(key), told))
      }
    }
    for (const key of event.removed) patch.set(key, null)
  }
  return patch
}

/**
 * Items as they are after a patch: each in its place, new ones after them. What is said of fields of others is passed over.
 * The same list where nothing of it changed.
 */
export function patched<Item>(
  items: readonly Item[],
  patch: Patch<Item>,
  keyOf: (item: Item) => string,
): readonly Item[] {
  const left = new Map(patch)
  const kept = items.flatMap((item) => {
    const key = keyOf(item)
    const word = left.get(key)
    if (word === undefined) return [item]
    left.delete(key)
    if (word === null) return []
    return ['item' in word ? word.item : withFields(item, word.fields)]
  })
  const added = [...left.values()].flatMap((word) => (word && 'item' in word ? [word.item] : []))
  return left.size === patch.size && added.length === 0 ? items : [...kept, ...added]
}
