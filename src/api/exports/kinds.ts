import { licenseItems } from '../../fleet/license-list.ts'
import {
  guestListing,
  licenseListing,
  networkListing,
  nodeListing,
  snapshotListing,
  storageListing,
} from '../../fleet/listings.ts'
import { networkItems } from '../../fleet/network-list.ts'
import { nodeItems } from '../../fleet/node-item.ts'
import { snapshotItems } from '../../fleet/snapshot-list.ts'
import { storageItems } from '../../fleet/storage-list.ts'
import { sheetsOf } from './sheet.ts'
import type { OpenSheet } from './sheet.ts'

/** The lists that are exported, by their name in the address. */
export const KINDS: ReadonlyMap<string, OpenSheet> = new Map([
  ['nodes', sheetsOf({ url: '/api/dashboard/nodes', listing: nodeListing, itemsOf: nodeItems })],
  ['vms', sheetsOf({ url: '/api/dashboard/vms', listing: guestListing, itemsOf: ({ guests }) => guests })],
  ['storage', sheetsOf({ url: '/api/dashboard/storage', listing: storageListing, itemsOf: storageItems })],
  ['network', sheetsOf({ url: '/api/dashboard/network', listing: networkListing, itemsOf: networkItems })],
  ['snapshots', sheetsOf({ url: '/api/dashboard/snapshots', listing: snapshotListing, itemsOf: snapshotItems })],
  ['licenses', sheetsOf({ url: '/api/dashboard/licenses', listing: licenseListing, itemsOf: licenseItems })],
])
