import type { SnapshotItem } from '../../src/api/contract.ts'
import { listFindings, listLicenses, listSnapshots } from '../api/lists.ts'
import type { ListPlan } from './list.ts'
import { useWholeList } from './whole-list.ts'

export const useSnapshots = (plan: ListPlan<SnapshotItem>) =>
  useWholeList({ queryKey: ['snapshots'], patch: 'snapshot', load: listSnapshots }, plan)

export const useLicenses = () => useWholeList({ queryKey: ['licenses'], patch: 'license', load: listLicenses })

export const useFindings = () => useWholeList({ queryKey: ['findings'], patch: 'finding', load: listFindings })
