import { systemClock } from '../../src/lib/clock.ts'

const PAUSE_MS = 20

/** Waits until a condition holds; the time-out of the test ends it where that never happens. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise<void>((resolve) => void systemClock.after(PAUSE_MS, resolve))
}
