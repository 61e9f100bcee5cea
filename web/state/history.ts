import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type Ref, shallowRef } from 'vue'
import { useRoute } from 'vue-router'
import type { Timeframe } from '../../src/api/contract.ts'
import { type Course, type EventSubject, getCourse, listFleetEvents } from '../api/history.ts'
import type { Step } from '../chart/line.ts'

const MINUTE = 60_000
/** Of a guest, PVE has to be asked: at a glance it need not be by the minute. */
const AT_A_GLANCE = 5 * MINUTE

export const TIMEFRAMES = ['hour', 'day', 'week', 'month', 'year'] as const satisfies readonly Timeframe[]

/** What is shown where the address says nothing. */
export const USUAL_TIMEFRAME: Timeframe = 'day'

/** How far back a page looks; it is in the address. */
export function useTimeframe(): Readonly<Ref<Timeframe>> {
  const route = useRoute()
  return computed(() => TIMEFRAMES.find((one) => one === route.query['timeframe']) ?? USUAL_TIMEFRAME)
}

/** Courses by their metric. One that could not be had is not there. */
export type Courses = ReadonlyMap<string, Course>

interface Asked {
  /** Of what has a history, as `/api/nodes/1`. */
  readonly path: string
  readonly metrics: readonly string[]
  readonly timeframe: Timeframe
}

/** Throws what went wrong only where nothing came back at all. */
async function loadCourses({ path, metrics, timeframe }: Asked, signal: AbortSignal): Promise<Courses> {
  const replies = await Promise.allSettled(metrics.map((metric) => getCourse(path, metric, timeframe, signal)))
  const known = replies.flatMap((reply, index) =>
    reply.status === 'fulfilled' ? [[metrics[index] ?? '', reply.value] as const] : [],
  )
  const refused = replies.find((reply) => reply.status === 'rejected')
  if (known.length === 0 && refused) throw refused.reason
  return new Map(known)
}

/** While another timeframe is on its way, the one before stays. */
export const useCourses = (asked: Readonly<Ref<Asked>>, every = MINUTE, enabled: Ref<boolean> = shallowRef(true)) =>
  useQuery({
    queryKey: computed(() => ['history', asked.value.path, asked.value.timeframe, asked.value.metrics]),
    queryFn: ({ signal }) => loadCourses(asked.value, signal),
    refetchInterval: every,
    enabled,
    shallow: true,
    structuralSharing: false,
    placeholderData: (before: Courses | undefined, query) =>
      query?.queryKey[1] === asked.value.path ? before : undefined,
  })

/** How one metric did in the last hour, the oldest step first; none as long as nothing of it came back, with what kept it. */
export function useLastHour(path: string, metric: string) {
  const { data, error } = useCourses(computed(() => ({ path, timeframe: 'hour', metrics: [metric] })))
  const steps = computed<readonly Step[]>(() => data.value?.get(metric)?.steps ?? [])
  return { steps, error: computed(() => (data.value ? null : error.value)) }
}

/** How several metrics of a guest did in the last hour, as long as it runs. */
export const useLastHours = (path: Readonly<Ref<string>>, metrics: readonly string[], runs: Ref<boolean>) =>
  useCourses(
    computed(() => ({ path: path.value, timeframe: 'hour', metrics })),
    AT_A_GLANCE,
    runs,
  )

/** What changed, the newest first, a page at a time. */
export function useFleetEvents(subject: Readonly<Ref<EventSubject>>) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: computed(() => ['events', subject.value]),
    queryFn: ({ pageParam, signal }) => listFleetEvents(subject.value, pageParam, signal),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next_before }) => next_before,
    refetchInterval: MINUTE,
  })
  const events = computed(() => data.value?.pages.flatMap(({ items }) => items))
  return { events, error, hasMore: hasNextPage, isFetchingMore: isFetchingNextPage, more: () => fetchNextPage() }
}
