/** The only way to time: passed in, so that every test is repeatable. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `task` once after `milliseconds`; the returned function calls it off. */
  after(milliseconds: number, task: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, task) {
    const timer = setTimeout(task, milliseconds)
    return () => {
      clearTimeout(timer)
    }
  },
}

export interface FakeClock extends Clock {
  /** Moves time on, running what falls due in order. */
  advance(milliseconds: number): void
}

/** A clock that stands still until it is advanced. `start` is milliseconds since the epoch. */
export function fakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start
  let tasks: { at: number; task: () => void }[] = []
  return {
    now: () => now,
    after(milliseconds, task) {
      const entry = { at: now + milliseconds, task }
      tasks.push(entry)
      return () => {
        tasks = tasks.filter((other) => other !== entry)
      }
    },
    advance(milliseconds) {
      const end = now + milliseconds
      for (;;) {
        const next = tasks.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        tasks = tasks.filter((entry) => entry !== next)
        now = next.at
        next.task()
      }
      now = end
    },
  }
}
