import { oncePer } from '../../fleet/once-per.ts'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { findingsList, FLEET_LISTS } from '../fleet-lists.ts'
import type { FleetList } from '../fleet-lists.ts'
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

/** All clients are sent the same texts, so a list of which some readers see less cannot be among them. */
function resource<Item extends object>(
  kind: LiveKind,
  { url, listing, itemsOf }: FleetList<Item>,
  key: (item: Item) => string = listing.id,
): Resource {
  if (isMasked(url)) throw new TypeError(`${url} shows viewers less than admins, and live events do not`)
  return {
    kind,
    list: url,
    keyed: oncePer((view) => new Map(itemsOf(view).map((item) => [key(item), item]))),
    text: textOf(listing.shape),
  }
}

export const resourcesWith = (history: Pick<History, 'since'>): readonly Resource[] => [
  resource('node', FLEET_LISTS.nodes),
  resource('vm', FLEET_LISTS.vms),
  resource('storage', FLEET_LISTS.storage, ({ remote_id, node_id, name }) => `${remote_id}/${node_id ?? ''}/${name}`),
  resource('network', FLEET_LISTS.network),
  resource('finding', findingsList(history)),
]
