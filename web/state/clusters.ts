import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { listClusters } from '../api/clusters.ts'

const MINUTE = 60_000

/** The cluster a node belongs to, asked only where it belongs to one. */
export function useCluster(nodeId: Readonly<Ref<number>>, isMember: () => boolean) {
  const { data } = useQuery({
    queryKey: ['clusters'],
    queryFn: ({ signal }) => listClusters(signal),
    refetchInterval: MINUTE,
    enabled: isMember,
  })
  return computed(() => data.value?.items.find(({ nodes }) => nodes.some((node) => node.node_id === nodeId.value)))
}
