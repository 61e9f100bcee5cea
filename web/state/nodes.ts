import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { hostDetails, listNodes, refreshNode } from '../api/nodes.ts'
import type { HostDetails } from '../api/shapes.ts'
import { useReadNow } from './read-now.ts'

const NODES = ['nodes'] as const

/** A list may be long: neither made reactive in depth nor compared with the one before. */
export const useNodes = () =>
  useQuery({
    queryKey: NODES,
    queryFn: ({ signal }) => listNodes(signal),
    meta: { live: { patch: 'node' } },
    shallow: true,
    structuralSharing: false,
  })

/** The newest look at anything of a node. */
const lookedAt = ({ sections }: HostDetails): string =>
  Object.values(sections).reduce((last, { collected_at }) => {
    return collected_at !== null && collected_at > last ? collected_at : last
  }, '')

export const useNode = (nodeId: Readonly<Ref<number>>) =>
  useReadNow({
    queryKey: computed(() => [...NODES, nodeId.value]),
    live: computed(() => ({ refetch: 'node', named: String(nodeId.value) })),
    load: (signal) => hostDetails(nodeId.value, signal),
    refresh: () => refreshNode(nodeId.value),
    lookedAt,
  })
