import type { Clock } from './clock.ts'

/** What a task comes to, or `late` where the wait is over first; the task goes on. */
export function within<T>(clock: Clock, milliseconds: number, task: Promise<T>, late: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(milliseconds, () => {
      resolve(late())
    })
    task.finally(callOff).then(resolve, reject)
  })
}
