import { sumOfKnown } from './sum.ts'

interface Guest {
  readonly status: string
  readonly template: boolean | null
  readonly cpus: number | null
  readonly mem_total_bytes: number | null
}

/** What the guests that run may take of their node together. Templates never run. */
export function promised(guests: readonly Guest[]) {
  const real = guests.filter(({ template }) => template !== true)
  const running = real.filter(({ status }) => status === 'running' || status === 'paused')
  return {
    total: real.length,
    running: running.length,
    cpus: sumOfKnown(running.map(({ cpus }) => cpus)),
    memoryBytes: sumOfKnown(running.map(({ mem_total_bytes }) => mem_total_bytes)),
  }
}
