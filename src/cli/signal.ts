import { systemClock } from '../lib/clock.ts'

/** The first SIGINT or SIGTERM. */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
}

const LINGER_MS = 250

/** Ends the process once all is closed, whatever a library has left open, as a connection that was just being made. */
export function endSoon(): void {
  systemClock.after(LINGER_MS, () => process.exit())
}
