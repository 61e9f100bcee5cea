import type { FindingItem, NetworkItem, Overview, Page, StorageItem } from '../../src/api/contract.ts'
import { get } from './client.ts'
import type { GuestItem } from './shapes.ts'
import { type Asked, wholeList } from './whole-list.ts'

export const getOverview = (signal: AbortSignal): Promise<Overview> => get('/api/dashboard/overview', signal)

export const listStorages = (asked: Asked<StorageItem>): Promise<Page<StorageItem>> =>
  wholeList('/api/dashboard/storage', asked)

export const listInterfaces = (asked: Asked<NetworkItem>): Promise<Page<NetworkItem>> =>
  wholeList('/api/dashboard/network', asked)

/** The first of a list in an order of the API. */
function firstOf<Item>(path: string, sort: string, limit: number, signal: AbortSignal): Promise<Page<Item>> {
  return get(`${path}?${new URLSearchParams({ sort, limit: String(limit) }).toString()}`, signal)
}

export const firstFindings = (limit: number, signal: AbortSignal): Promise<Page<FindingItem>> =>
  firstOf('/api/findings', 'severity,subject.name', limit, signal)

export const firstGuests = (sort: string, limit: number, signal: AbortSignal): Promise<Page<GuestItem>> =>
  firstOf('/api/dashboard/vms', sort, limit, signal)

export const firstInterfaces = (sort: string, limit: number, signal: AbortSignal): Promise<Page<NetworkItem>> =>
  firstOf('/api/dashboard/network', sort, limit, signal)
