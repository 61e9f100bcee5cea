/** Takes one step after the other to the last, while others have their turn: `inTurns` of lib/turn.ts. */
export type TakeSteps = (this: void, steps: Iterator<unknown>) => Promise<void>

/**
 * Resolves when it is done, or when the one who waits says that it is over; that ends it for nobody else. Rejects with what
 * a step threw.
 */
export type SharedRun = (this: void, take: TakeSteps, isOver?: () => boolean) => Promise<void>

interface Waiting {
  isOver(this: void): boolean
  resolve(this: void): void
  reject(this: void, error: unknown): void
}

/** Something long of which one run at a time is under way: whoever asks for it meanwhile waits for that one. */
export function sharedRun(begin: () => Iterator<unknown>): SharedRun {
  let underWay: Set<Waiting> | null = null
  function* stepsFor(waiting: Set<Waiting>): Generator<void, void> {
    try {
      const steps = begin()
      while (isAwaited(waiting) && steps.next().done !== true) yield
    } finally {
      underWay = null
    }
  }
  const start = (take: TakeSteps, waiting: Set<Waiting>): void => {
    underWay = waiting
    take(stepsFor(waiting)).then(
      () => {
        for (const one of waiting) one.resolve()
      },
      (error: unknown) => {
        for (const one of waiting) one.reject(error)
      },
    )
  }
  return (take, isOver = () => false) =>
    new Promise((resolve, reject) => {
      const one = { isOver, resolve, reject }
      if (underWay) underWay.add(one)
      else start(take, new Set([one]))
    })
}

/** Lets those go for whom it is over. Whether anybody is left. */
function isAwaited(waiting: Set<Waiting>): boolean {
  for (const one of waiting) {
    if (!one.isOver()) continue
    waiting.delete(one)
    one.resolve()
  }
  return waiting.size > 0
}
