import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { NetworkItem } from '../../src/api/contract.ts'
import {
  firstFindings,
  firstGuests,
  firstInterfaces,
  getOverview,
  listInterfaces,
  listStorages,
} from '../api/dashboard.ts'
import type { ListPlan } from './list.ts'
import { useWholeList } from './whole-list.ts'

/** How many rows of a list the overview shows, and how many findings. */
const FEW = 10
const FEW_FINDINGS = 8

/** Interfaces that are down before those that are up. */
const DOWN_FIRST = 'state,node,name'

/** The first of a list are other ones whenever anything in it changes. */
const WITH_ALL = { live: { refetch: 'overview' } } as const

export const useOverview = () =>
  useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => getOverview(signal),
    meta: { live: { replace: 'overview' } },
  })

export const useStorages = () => useWholeList({ queryKey: ['storage'], patch: 'storage', load: listStorages })

export const useInterfaces = (plan: ListPlan<NetworkItem>) =>
  useWholeList({ queryKey: ['network'], patch: 'network', load: listInterfaces }, plan)

export const useFirstFindings = () =>
  useQuery({
    queryKey: ['findings', 'first'],
    queryFn: ({ signal }) => firstFindings(FEW_FINDINGS, signal),
    meta: WITH_ALL,
  })

export const useFirstInterfaces = () =>
  useQuery({
    queryKey: ['network', 'first'],
    queryFn: ({ signal }) => firstInterfaces(DOWN_FIRST, FEW, signal),
    meta: WITH_ALL,
  })

/** What guests can be ranked by, as the API sorts them. */
export const RANKINGS = {
  cpu: '-cpu_percent',
  memory: '-mem_used_bytes',
  disk: '-storage_used_bytes',
  network: '-net_bps',
  newest: 'uptime_seconds',
} as const

export type Ranking = keyof typeof RANKINGS

export const useFirstGuests = (ranking: Readonly<Ref<Ranking>>) =>
  useQuery({
    queryKey: computed(() => ['guests', 'first', ranking.value]),
    queryFn: ({ signal }) => firstGuests(RANKINGS[ranking.value], FEW, signal),
    meta: WITH_ALL,
    placeholderData: keepPreviousData,
  })
