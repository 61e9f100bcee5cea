/** What is known of one fact, from the last look at it and the last good one. */
export type FactState = 'never' | 'fresh' | 'stale' | 'kept' | 'absent' | 'failed'

interface Look {
  readonly status: string
  readonly last_success_at: string | null
  readonly stale: boolean
}

/** `kept`: the last look failed, an earlier one did not. What has gone from a node has no value, however it once was. */
export function factState(look: Look | undefined): FactState {
  if (look?.status === 'ok') return look.stale ? 'stale' : 'fresh'
  if (look?.status === 'absent') return 'absent'
  if (look?.status === 'failed') return look.last_success_at === null ? 'failed' : 'kept'
  return 'never'
}

/** The last look read nothing, for a reason it gave. */
export const couldNot = (state: FactState): boolean => state === 'absent' || state === 'failed' || state === 'kept'

export const hasValue = (state: FactState): boolean => state === 'fresh' || state === 'stale' || state === 'kept'
