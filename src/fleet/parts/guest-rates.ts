import { finite } from './guest-sums.ts'

/** What a guest had counted at a moment, since it was started. */
export interface CounterSample {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly uptimeSeconds: number | null
  readonly netinBytes: number | null
  readonly netoutBytes: number | null
  readonly diskreadBytes: number | null
  readonly diskwriteBytes: number | null
}
type Counter = Exclude<keyof CounterSample, 'at' | 'uptimeSeconds'>

/** Bytes a second. */
type Rates = Readonly<Record<Counter, number | null>>

const NO_RATES: Rates = { netinBytes: null, netoutBytes: null, diskreadBytes: null, diskwriteBytes: null }

/** Of a row of the list of guests, read at `readAt`: pvestatd counts before, and tells when where the row has it. */
export function counterSample(
  row: Omit<CounterSample, 'at'> & { readonly countedAtSeconds: number | null },
  readAt: number,
): CounterSample {
  const { countedAtSeconds, uptimeSeconds, netinBytes, netoutBytes, diskreadBytes, diskwriteBytes } = row
  const at = countedAtSeconds === null ? readAt : countedAtSeconds * 1000
  return { at, uptimeSeconds, netinBytes, netoutBytes, diskreadBytes, diskwriteBytes }
}

/** Counters start again with the guest (trap 31). */
function restarted(before: CounterSample, after: CounterSample): boolean {
  if (before.uptimeSeconds === null || after.uptimeSeconds === null) return false
  return after.uptimeSeconds < before.uptimeSeconds
}

/** One sample has no rate, nor has a counter that fell. */
export function ratesOf(before: CounterSample | null, after: CounterSample | null): Rates {
  if (!before || !after || restarted(before, after)) return NO_RATES
  const seconds = (after.at - before.at) / 1000
  const rate = (counter: Counter): number | null => {
    const [from, to] = [before[counter], after[counter]]
    if (from === null || to === null || to < from || seconds <= 0) return null
    return finite(Math.round((to - from) / seconds))
  }
  return {
    netinBytes: rate('netinBytes'),
    netoutBytes: rate('netoutBytes'),
    diskreadBytes: rate('diskreadBytes'),
    diskwriteBytes: rate('diskwriteBytes'),
  }
}
