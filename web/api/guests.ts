import type { DiskList, List, Page } from '../../src/api/contract.ts'
import { get, post } from './client.ts'
import type { GuestItem, VmFullDetails } from './shapes.ts'
import { type Asked, wholeList } from './whole-list.ts'

export const listGuests = (asked: Asked<GuestItem>): Promise<Page<GuestItem>> => wholeList('/api/dashboard/vms', asked)

export const guestsOfNode = (nodeId: number, signal: AbortSignal): Promise<List<GuestItem>> =>
  get(`/api/nodes/${nodeId}/vms`, signal)

export const disksOfGuests = (nodeId: number, signal: AbortSignal): Promise<DiskList> =>
  get(`/api/nodes/${nodeId}/guest-disks`, signal)

/** What tells a guest from all others: any node of its cluster, and its number there. */
export interface GuestId {
  readonly nodeId: number
  readonly vmid: number
}

const pathOf = ({ nodeId, vmid }: GuestId): string => `/api/nodes/${nodeId}/vms/${vmid}`

export const guestFullDetails = (id: GuestId, signal: AbortSignal): Promise<VmFullDetails> =>
  get(`${pathOf(id)}/full-details`, signal)

export const refreshGuest = (id: GuestId): Promise<unknown> => post(`${pathOf(id)}/refresh`)
