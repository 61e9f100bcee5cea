import type { FindingItem, LicenseItem, Page, SnapshotItem } from '../../src/api/contract.ts'
import { type Asked, wholeList } from './whole-list.ts'

export const listSnapshots = (asked: Asked<SnapshotItem>): Promise<Page<SnapshotItem>> =>
  wholeList('/api/dashboard/snapshots', asked)

export const listLicenses = (asked: Asked<LicenseItem>): Promise<Page<LicenseItem>> =>
  wholeList('/api/dashboard/licenses', asked)

export const listFindings = (asked: Asked<FindingItem>): Promise<Page<FindingItem>> => wholeList('/api/findings', asked)
