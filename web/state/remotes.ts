import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { listClusters } from '../api/clusters.ts'
import {
  changeRemote,
  listRemotes,
  type MemberPlace,
  moveMember,
  removeRemote,
  testRemote,
  wholeRemote,
} from '../api/remotes.ts'
import type { Remote } from '../api/shapes.ts'
import { type Member, membersOf, type RemoteState, remoteState } from '../format/remote-state.ts'
import { useNodes } from './nodes.ts'

const MINUTE = 60_000
const REMOTES = ['remotes'] as const

/** A remote with what is known of its members. */
export interface RemoteItem extends Remote {
  readonly members: readonly Member[]
  readonly state: RemoteState
}

export function useRemotes() {
  const { data: nodes } = useNodes()
  const { data: clusters } = useQuery({
    queryKey: ['clusters'],
    queryFn: ({ signal }) => listClusters(signal),
    refetchInterval: MINUTE,
  })
  const { data, error, isPending } = useQuery({
    queryKey: REMOTES,
    meta: { live: { refetch: 'remote' } },
    queryFn: ({ signal }) => listRemotes(signal),
    refetchInterval: MINUTE,
  })
  const remotes = computed(() =>
    data.value?.items.map((remote): RemoteItem => {
      const members = membersOf(remote.id, nodes.value?.items ?? [], clusters.value?.items ?? [])
      return { ...remote, members, state: remoteState(members) }
    }),
  )
  return { remotes, error, isPending }
}

/** Asks for remotes, nodes and clusters again, also where they are not shown just now. */
export function useRefetchFleet(): () => Promise<unknown> {
  const client = useQueryClient()
  return () => Promise.all([REMOTES, ['nodes'], ['clusters']].map((queryKey) => client.invalidateQueries({ queryKey })))
}

/** What the operator may do with a remote. */
export function useRemote(id: number) {
  const refetch = useRefetchFleet()
  const change = useMutation({ mutationFn: (wanted: object) => changeRemote(id, wanted), onSuccess: refetch })
  const test = useMutation({ mutationFn: () => testRemote(id), onSuccess: refetch })
  const remove = useMutation({ mutationFn: () => removeRemote(id) })
  return { change, test, remove }
}

/** Where the members of a remote are reached, by the number of their node. */
export function usePlaces(id: number) {
  const { data, error } = useQuery({
    queryKey: [...REMOTES, id],
    queryFn: ({ signal }) => wholeRemote(id, signal),
    refetchInterval: MINUTE,
  })
  const places = computed(() => new Map(data.value?.members.map((member) => [member.node_id, member])))
  return { places, error }
}

/** Reads a member elsewhere from now on. */
export function useMember(remoteId: number) {
  const refetch = useRefetchFleet()
  return useMutation({ mutationFn: (place: MemberPlace) => moveMember(remoteId, place), onSuccess: refetch })
}
