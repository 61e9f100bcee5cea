import { oncePer } from '../../fleet/once-per.ts'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { findingsList, FLEET_LISTS } from '../fleet-lists.ts'
import type { FleetList } from '../fleet-lists.ts'
import { textOf } from '../item-text.ts'
import { ROLES } from '../../model/role.ts'
import type { Role } from '../../model/role.ts'
import { isMasked, masked } from '../masking.ts'
import type { History } from '../ports.ts'
import { fieldsOf } from './fields.ts'
import type { Field } from './fields.ts'
import type { LiveKind } from './live-event.ts'

/** What there are lists of, with the items of a remote by their key. */
export interface Resource {
  readonly kind: LiveKind
  /** Who is told of it: null for everybody, a role where others see other values. */
  readonly role: Role | null
  readonly fields: readonly Field[]
  readonly keyed: (view: RemoteView) => ReadonlyMap<string, object>
  /** An item as its list writes it. */
  readonly text: (item: object) => string
}

/** All clients are sent the same texts, but of a list of which viewers see less than admins. */
function resources<Item extends object>(
  kind: LiveKind,
  { url, listing, itemsOf }: FleetList<Item>,
  key: (item: Item) => string = listing.id,
): Resource[] {
  const fields = fieldsOf(listing.shape)
  return (isMasked(url) ? ROLES : [null]).map((role) => ({
    kind,
    role,
    fields,
    keyed: oncePer((view) => {
      const items = role === null ? itemsOf(view) : masked(url, role, { items: itemsOf(view) }).items
      return new Map(items.map((item) => [key(item), item]))
    }),
    text: textOf(listing.shape),
  }))
}

export const resourcesWith = (history: Pick<History, 'since'>): readonly Resource[] => [
  ...resources('node', FLEET_LISTS.nodes),
  ...resources('vm', FLEET_LISTS.vms),
  ...resources('storage', FLEET_LISTS.storage, ({ remote_id: of, node_id, name }) => `${of}/${node_id ?? ''}/${name}`),
  ...resources('network', FLEET_LISTS.network),
  ...resources('snapshot', FLEET_LISTS.snapshots),
  ...resources('license', FLEET_LISTS.licenses),
  ...resources('finding', findingsList(history)),
]
