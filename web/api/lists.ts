import type { FindingItem, LicenseItem, Page, SnapshotItem } from '../../src/api/contract.ts'
import { wholeList } from './whole-list.ts'

export const listSnapshots = (signal: AbortSignal): Promise<Page<SnapshotItem>> =>
  wholeList('/api/dashboard/snapshots', signal)

export const listLicenses = (signal: AbortSignal): Promise<Page<LicenseItem>> =>
  wholeList('/api/dashboard/licenses', signal)

export const listFindings = (signal: AbortSignal): Promise<Page<FindingItem>> => wholeList('/api/findings', signal)
