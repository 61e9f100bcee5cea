/** Runs a task as soon as there is a place for it. */
export type Semaphore = <T>(task: () => Promise<T>) => Promise<T>

/** Lets so many tasks run at a time; the others wait, the first come first. */
export function semaphore(places: number): Semaphore {
  const waiting: (() => void)[] = []
  let free = places
  const leave = (): void => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  return async (task) => {
    if (free > 0) free--
    else await new Promise<void>((enter) => waiting.push(enter))
    try {
      return await task()
    } finally {
      leave()
    }
  }
}
