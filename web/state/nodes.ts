import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref, shallowRef } from 'vue'
import { hostDetails, listNodes, refreshNode } from '../api/nodes.ts'
import type { HostDetails } from '../api/shapes.ts'
import { now } from './clock.ts'

const SECOND = 1000
const POLL = 15 * SECOND
const NODES = ['nodes'] as const

const keyOf = (nodeId: number) => [...NODES, nodeId] as const

export const useNodes = () =>
  useQuery({ queryKey: NODES, queryFn: ({ signal }) => listNodes(signal), refetchInterval: POLL })

/** Asks the list again, also where it is not shown just now. */
export function useRefetchNodes(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: NODES })
}

/** The newest look at anything of a node. */
const lastLook = (details: HostDetails | undefined): string =>
  Object.values(details?.sections ?? {}).reduce((last, { collected_at }) => {
    return collected_at !== null && collected_at > last ? collected_at : last
  }, '')

/** One node, and reading it now: asked every second until a newer look comes back, a minute at most. */
export function useNode(nodeId: Readonly<Ref<number>>) {
  const awaited = shallowRef<{ after: string; until: number } | null>(null)
  const isAwaited = (details: HostDetails | undefined): boolean =>
    awaited.value !== null && now.value < awaited.value.until && lastLook(details) <= awaited.value.after

  const client = useQueryClient()
  const query = useQuery({
    queryKey: computed(() => keyOf(nodeId.value)),
    queryFn: ({ signal }) => hostDetails(nodeId.value, signal),
    refetchInterval: ({ state }) => (isAwaited(state.data) ? SECOND : POLL),
  })
  const refresh = useMutation({
    mutationFn: () => refreshNode(nodeId.value),
    onSuccess: () => {
      awaited.value = { after: lastLook(query.data.value), until: now.value + 60 * SECOND }
      return client.invalidateQueries({ queryKey: keyOf(nodeId.value) })
    },
  })
  const reading = computed(() => refresh.isPending.value || isAwaited(query.data.value))
  return { query, refresh, reading }
}
