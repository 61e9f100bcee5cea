import { readonly, shallowRef } from 'vue'

const SECOND = 1000

let ahead = 0
const time = shallowRef(Date.now())

/** The server's time, ticking every second: ages stay true on a device whose own clock is wrong. */
export const now = readonly(time)

const tick = (): void => {
  time.value = Date.now() + ahead
}

/** `serverTime`: milliseconds since the epoch, to the second. A difference below two seconds is travel, not drift. */
export function setServerTime(serverTime: number): void {
  const difference = serverTime - Date.now()
  ahead = Math.abs(difference) < 2 * SECOND ? 0 : difference
}

setInterval(tick, SECOND)
document.addEventListener('visibilitychange', tick)
