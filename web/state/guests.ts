import { useQueries, useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { disksOfGuests, guestFullDetails, type GuestId, guestsOfNode, listGuests, refreshGuest } from '../api/guests.ts'
import type { GuestItem, VmFullDetails } from '../api/shapes.ts'
import type { ListPlan } from './list.ts'
import { useReadNow } from './read-now.ts'
import { useWholeList } from './whole-list.ts'

const GUESTS = ['guests'] as const

export const useGuests = (plan?: ListPlan<GuestItem>) =>
  useWholeList({ queryKey: GUESTS, patch: 'vm', load: listGuests }, plan)

export const useGuestsOfNode = (nodeId: Readonly<Ref<number>>) =>
  useQuery({
    queryKey: computed(() => [...GUESTS, 'of node', nodeId.value]),
    queryFn: ({ signal }) => guestsOfNode(nodeId.value, signal),
    meta: computed(() => ({ live: { patch: 'vm', ofNode: nodeId.value } as const })),
    shallow: true,
  })

const disksQuery = (nodeId: number) => ({
  queryKey: [...GUESTS, 'disks', nodeId],
  queryFn: ({ signal }: { signal: AbortSignal }) => disksOfGuests(nodeId, signal),
  meta: { live: { refetch: 'node', named: String(nodeId) } as const },
})

/** Those on one node. */
export const useDisksOfGuests = (nodeId: Readonly<Ref<number>>) =>
  useQuery(() => ({ ...disksQuery(nodeId.value), shallow: true }))

/** Those on several nodes. */
export const useDisksOfNodes = (nodeIds: Readonly<Ref<readonly number[]>>) =>
  useQueries({
    queries: computed(() => nodeIds.value.map(disksQuery)),
    combine: (answers) => ({
      disks: answers.flatMap(({ data }) => data?.items ?? []),
      guestsUnknown: answers.reduce((sum, { data }) => sum + (data?.guests_unknown ?? 0), 0),
      error: answers.find(({ error }) => error !== null)?.error ?? null,
      isPending: answers.some(({ isPending }) => isPending),
    }),
    shallow: true,
  })

/** Its figures come with every round, its configuration only when it is read itself. */
const lookedAt = ({ sections }: VmFullDetails): string => sections['config']?.collected_at ?? ''

/** Its node changes whenever a round brought anything of it, and costs less to follow than all guests. */
export const useGuest = (id: Readonly<Ref<GuestId>>) =>
  useReadNow({
    queryKey: computed(() => [...GUESTS, id.value.nodeId, id.value.vmid]),
    live: computed(() => ({ refetch: 'node', named: String(id.value.nodeId) })),
    load: (signal) => guestFullDetails(id.value, signal),
    refresh: () => refreshGuest(id.value),
    lookedAt,
  })
