import { computed, readonly, shallowRef } from 'vue'
import { type Answer, watchAnswers } from '../api/client.ts'
import { now, setServerTime } from './clock.ts'

const alive = shallowRef(true)
const answeredAt = shallowRef<number | null>(null)
/** Since when it has not answered. */
const lostAt = shallowRef<number | null>(null)

/** So long a server may be silent before it is worth a word: a restart takes less. */
const PATIENCE_MS = 5000

/** Whether the server answered last time it was asked, when it last did, and whether it has been silent for long. */
export const connection = {
  alive: readonly(alive),
  answeredAt: readonly(answeredAt),
  isLost: computed(() => lostAt.value !== null && now.value - lostAt.value >= PATIENCE_MS),
}

/** `serverTime`: milliseconds since the epoch; null where it was not told. */
export function noteAnswer({ ok, serverTime }: Answer): void {
  alive.value = ok
  if (serverTime !== null) setServerTime(serverTime)
  if (ok) answeredAt.value = now.value
  lostAt.value = ok ? null : (lostAt.value ?? now.value)
}

export const watchConnection = (): void => watchAnswers(noteAnswer)
