import type { FindingItem, GuestItem, LiveEvent, NetworkItem, NodeItem, StorageItem } from '../../src/api/contract.ts'

/** What live events say of items: as they are now, or null for what is gone; by key, the newest word on each. */
export type Patch<Item> = ReadonlyMap<string, Item | null>

/** What there are lists of, by the kind of their events. */
export interface ItemOf {
  readonly node: NodeItem
  readonly vm: GuestItem
  readonly storage: StorageItem
  readonly network: NetworkItem
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
  finding: ({ subject: { remote_id, node_id, vmid }, section, text }) =>
    [remote_id, node_id, vmid, section, text].join('/'),
}

/** All that events of one kind say, the newest last. */
export function patchOf<Kind extends ListKind>(kind: Kind, events: readonly ListEvent[]): Patch<ItemOf[Kind]> {
  const keyOf: (item: ItemOf[Kind]) => string = KEYS[kind]
  const patch = new Map<string, ItemOf[Kind] | null>()
  for (const event of events) {
    if (event.kind !== kind) continue
    for (const item of event.items as readonly object[] as readonly ItemOf[Kind][]) patch.set(keyOf(item), item)
    for (const key of event.removed) patch.set(key, null)
  }
  return patch
}

/** Items as they are after a patch: each in its place, new ones after them. The same list where nothing of it changed. */
export function patched<Item>(
  items: readonly Item[],
  patch: Patch<Item>,
  keyOf: (item: Item) => string,
): readonly Item[] {
  const left = new Map(patch)
  const kept = items.flatMap((item) => {
    const key = keyOf(item)
    const now = left.get(key)
    if (now === undefined) return [item]
    left.delete(key)
    return now === null ? [] : [now]
  })
  const added = [...left.values()].filter((item) => item !== null)
  return left.size === patch.size && added.length === 0 ? items : [...kept, ...added]
}
