import { isoTime } from '../fleet/fields.ts'
import { findingItems } from '../fleet/findings.ts'
import type { FindingItem } from '../fleet/findings.ts'
import { licenseItems } from '../fleet/license-list.ts'
import {
  findingListing,
  guestListing,
  licenseListing,
  networkListing,
  nodeListing,
  snapshotListing,
  storageListing,
} from '../fleet/listings.ts'
import { networkItems } from '../fleet/network-list.ts'
import { nodeItems } from '../fleet/node-item.ts'
import { oncePer } from '../fleet/once-per.ts'
import type { Listing } from '../fleet/query/list.ts'
import type { RemoteView } from '../fleet/remote-view.ts'
import { snapshotItems } from '../fleet/snapshot-list.ts'
import { storageItems } from '../fleet/storage-list.ts'
import type { History } from './ports.ts'

/** A list of the fleet: where it is asked for, and what it is of. What is masked in it is by its route. */
export interface FleetList<Item extends object> {
  readonly url: string
  readonly listing: Listing<Item>
  itemsOf(this: void, view: RemoteView): readonly Item[]
}

const fleetList = <Item extends object>(list: FleetList<Item>): FleetList<Item> => list

/** By the name in the address of an export. */
export const FLEET_LISTS = {
  nodes: fleetList({ url: '/api/dashboard/nodes', listing: nodeListing, itemsOf: nodeItems }),
  vms: fleetList({ url: '/api/dashboard/vms', listing: guestListing, itemsOf: ({ guests }) => guests }),
  storage: fleetList({ url: '/api/dashboard/storage', listing: storageListing, itemsOf: storageItems }),
  network: fleetList({ url: '/api/dashboard/network', listing: networkListing, itemsOf: networkItems }),
  snapshots: fleetList({ url: '/api/dashboard/snapshots', listing: snapshotListing, itemsOf: snapshotItems }),
  licenses: fleetList({ url: '/api/dashboard/licenses', listing: licenseListing, itemsOf: licenseItems }),
}

/** The findings, with the time each was first seen; the same items wherever they are shown. */
export const findingsList = oncePer((history: Pick<History, 'since'>) =>
  fleetList({
    url: '/api/findings',
    listing: findingListing,
    itemsOf: oncePer((view: RemoteView): readonly FindingItem[] =>
      findingItems(view).map((item) => ({ ...item, since: isoTime(history.since(item)) })),
    ),
  }),
)
