import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { List } from '../../src/api/contract.ts'
import { endOtherSessions } from '../api/account.ts'
import {
  addUser,
  changeRole,
  createToken,
  endSession,
  linkFor,
  listEvents,
  listSessions,
  listTokens,
  listUsers,
  removeUser,
  revokeToken,
  type Role,
} from '../api/people.ts'

const MINUTE = 60_000

/** A list of people's things, and what is asked again once something is done to it. */
function useKept<Item>(key: string, list: (signal: AbortSignal) => Promise<List<Item>>) {
  const client = useQueryClient()
  const { data, error } = useQuery({
    queryKey: [key],
    queryFn: ({ signal }) => list(signal),
    refetchInterval: MINUTE,
  })
  const act = <Asked, Reply>(mutationFn: (asked: Asked) => Promise<Reply>) =>
    useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: [key] }) })
  return { items: computed(() => data.value?.items), error, act }
}

export function useUsers() {
  const { items, error, act } = useKept('users', listUsers)
  return {
    users: items,
    error,
    add: act(addUser),
    change: act(({ id, role }: { id: string; role: Role }) => changeRole(id, role)),
    remove: act(removeUser),
    link: act(linkFor),
  }
}

export function useTokens() {
  const { items, error, act } = useKept('tokens', listTokens)
  return {
    tokens: items,
    error,
    create: act(({ name, role }: { name: string; role: Role }) => createToken(name, role)),
    revoke: act(revokeToken),
  }
}

export function useSessions() {
  const { items, error, act } = useKept('sessions', listSessions)
  return { sessions: items, error, end: act(endSession), endOthers: act(endOtherSessions) }
}

/** What happened, the newest first, a page at a time. */
export function useEvents() {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) => listEvents(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })
  const events = computed(() => data.value?.pages.flatMap(({ items }) => items))
  return { events, error, hasMore: hasNextPage, isFetchingMore: isFetchingNextPage, more: () => fetchNextPage() }
}
