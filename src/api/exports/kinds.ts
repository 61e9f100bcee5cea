import { FLEET_LISTS } from '../fleet-lists.ts'
import { sheetsOf } from './sheet.ts'
import type { OpenSheet } from './sheet.ts'

const { nodes, vms, storage, network, snapshots, licenses } = FLEET_LISTS

/** The lists that are exported, by their name in the address. */
export const KINDS: ReadonlyMap<string, OpenSheet> = new Map([
  ['nodes', sheetsOf(nodes)],
  ['vms', sheetsOf(vms)],
  ['storage', sheetsOf(storage)],
  ['network', sheetsOf(network)],
  ['snapshots', sheetsOf(snapshots)],
  ['licenses', sheetsOf(licenses)],
])
