import type { Clock } from './clock.ts'

/** Runs a task again and again, with a pause in between; the returned function ends it. */
export function repeat(clock: Clock, pauseMs: number, task: () => Promise<void>): () => Promise<void> {
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let callOff = (): void => undefined
  const next = (): void => {
    callOff = clock.after(pauseMs, () => {
      running = task().then(() => {
        if (!stopped) next()
      })
    })
  }
  next()
  return () => {
    stopped = true
    callOff()
    return running
  }
}
