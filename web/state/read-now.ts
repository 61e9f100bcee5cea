import { type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref, shallowRef } from 'vue'
import { now } from './clock.ts'
import type { Following } from './following.ts'

const SECOND = 1000

interface Readable<Facts> {
  readonly queryKey: Readonly<Ref<QueryKey>>
  /** The events that it is asked again for. */
  readonly live: Readonly<Ref<Following>>
  readonly load: (signal: AbortSignal) => Promise<Facts>
  /** Has it read afresh. */
  readonly refresh: () => Promise<unknown>
  /** The time of the newest look, which a fresh read passes; '' for none. */
  readonly lookedAt: (facts: Facts) => string
}

/** What is known of something, and reading it now: asked every second until a newer look comes back, a minute at most. */
export function useReadNow<Facts>({ queryKey, live, load, refresh: order, lookedAt }: Readable<Facts>) {
  const awaited = shallowRef<{ after: string; until: number } | null>(null)
  const lastLook = (facts: Facts | undefined): string => (facts === undefined ? '' : lookedAt(facts))
  const isAwaited = (facts: Facts | undefined): boolean =>
    awaited.value !== null && now.value < awaited.value.until && lastLook(facts) <= awaited.value.after

  const client = useQueryClient()
  const query = useQuery<Facts>({
    queryKey,
    queryFn: ({ signal }) => load(signal),
    refetchInterval: ({ state }) => isAwaited(state.data) && SECOND,
    meta: computed(() => ({ live: live.value })),
  })
  const refresh = useMutation({
    mutationFn: order,
    onSuccess: () => {
      awaited.value = { after: lastLook(query.data.value), until: now.value + 60 * SECOND }
      return client.invalidateQueries({ queryKey: queryKey.value })
    },
  })
  const reading = computed(() => refresh.isPending.value || isAwaited(query.data.value))
  return { query, refresh, reading }
}
