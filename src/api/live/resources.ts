import type { z } from 'zod'
import { guestListing, findingListing, networkListing, nodeListing, storageListing } from '../../fleet/listings.ts'
import { networkItems } from '../../fleet/network-list.ts'
import { nodeItems } from '../../fleet/node-item.ts'
import { oncePer } from '../../fleet/once-per.ts'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { storageItems } from '../../fleet/storage-list.ts'
import { datedFindings } from '../dated-findings.ts'
import { textOf } from '../item-text.ts'
import { isMasked } from '../masking.ts'
import type { History } from '../ports.ts'
import type { LiveKind } from './live-event.ts'

/** What there are lists of, with the items of a remote by their key. */
export interface Resource {
  readonly kind: LiveKind
  /** The list that has the same items. */
  readonly list: string
  readonly keyed: (view: RemoteView) => ReadonlyMap<string, object>
  /** An item as its list writes it. */
  readonly text: (item: object) => string
}

interface Listed<Item extends object> {
  readonly kind: LiveKind
  readonly list: string
  readonly shape: z.ZodType<Item>
  readonly itemsOf: (view: RemoteView) => readonly Item[]
  readonly key: (item: Item) => string
}

/** All clients are sent the same texts, so a list of which some readers see less cannot be among them. */
function resource<Item extends object>({ kind, list, shape, itemsOf, key }: Listed<Item>): Resource {
  if (isMasked(list)) throw new TypeError(`${list} shows viewers less than admins, and live events do not`)
  return {
    kind,
    list,
    keyed: oncePer((view) => new Map(itemsOf(view).map((item) => [key(item), item]))),
    text: textOf(shape),
  }
}

export const resourcesWith = (history: Pick<History, 'since'>): readonly Resource[] => [
  resource({ kind: 'node', list: '/api/dashboard/nodes', ...nodeListing, itemsOf: nodeItems, key: nodeListing.id }),
  resource({
    kind: 'vm',
    list: '/api/dashboard/vms',
    ...guestListing,
    itemsOf: ({ guests }) => guests,
    key: guestListing.id,
  }),
  resource({
    kind: 'storage',
    list: '/api/dashboard/storage',
    ...storageListing,
    itemsOf: storageItems,
    key: ({ remote_id, node_id, name }) => `${remote_id}/${node_id ?? ''}/${name}`,
  }),
  resource({
    kind: 'network',
    list: '/api/dashboard/network',
    ...networkListing,
    itemsOf: networkItems,
    key: networkListing.id,
  }),
  resource({
    kind: 'finding',
    list: '/api/findings',
    ...findingListing,
    itemsOf: datedFindings(history),
    key: findingListing.id,
  }),
]
