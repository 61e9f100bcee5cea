import type { GuestItem } from '../api/shapes.ts'
import { guestState } from '../format/guest-state.ts'
import type { ListPlan } from '../state/list.ts'
import { EXPORTS } from './exports.ts'
import { GUEST_COLUMNS } from './guest-columns.ts'

/** The list of guests. */
export const GUEST_PLAN: ListPlan<GuestItem> = {
  id: 'guests',
  file: EXPORTS.guests,
  columns: GUEST_COLUMNS,
  rowKey: ({ remote_id, vmid }) => `${remote_id}/${vmid}`,
  sort: [{ id: 'vmid', descending: false }],
  answers: {
    status: guestState,
    type: ({ type }) => type,
    node: ({ node }) => node,
    cluster: ({ cluster }) => cluster,
    tag: ({ tags }) => tags ?? [],
    pool: ({ pool }) => pool,
    ip: (guest) => guest.ip_addresses ?? [],
    bridge: ({ bridges }) => bridges ?? [],
    vlan: ({ vlans }) => vlans ?? [],
    vmid: ({ vmid }) => vmid,
  },
  words: (guest) => [
    guest.vmid,
    guest.name,
    guest.node,
    guest.cluster,
    guest.os,
    guest.pool,
    ...(guest.tags ?? []),
    ...(guest.ip_addresses ?? []),
    ...(guest.macs ?? []),
  ],
}
