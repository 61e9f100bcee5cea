import { readonly, shallowRef } from 'vue'
import { watchAnswers } from '../api/client.ts'
import { now, setServerTime } from './clock.ts'

const alive = shallowRef(true)
const answeredAt = shallowRef<number | null>(null)

/** Whether the server answered last time it was asked, and when it last did. */
export const connection = { alive: readonly(alive), answeredAt: readonly(answeredAt) }

export function watchConnection(): void {
  watchAnswers(({ ok, serverTime }) => {
    alive.value = ok
    if (serverTime !== null) setServerTime(serverTime)
    if (ok) answeredAt.value = now.value
  })
}
