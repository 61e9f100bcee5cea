interface Guest {
  readonly status: string
  readonly template: boolean | null
  readonly cpus: number | null
  readonly mem_total_bytes: number | null
}

/** Of what is known; nothing known adds up to nothing known, and no guests to none. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 && values.length > 0 ? null : known.reduce((before, value) => before + value, 0)
}

/** What the guests that run may take of their node together. Templates never run. */
export function promised(guests: readonly Guest[]) {
  const real = guests.filter(({ template }) => template !== true)
  const running = real.filter(({ status }) => status === 'running' || status === 'paused')
  return {
    total: real.length,
    running: running.length,
    cpus: sum(running.map(({ cpus }) => cpus)),
    memoryBytes: sum(running.map(({ mem_total_bytes }) => mem_total_bytes)),
  }
}
