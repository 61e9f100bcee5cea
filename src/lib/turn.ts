import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'

/** So long it goes on at most before others have their turn, but for a single step that takes longer. */
const LONGEST_MS = 50

/** Lets everything else that waits have its turn, between two steps of something long. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

/**
 * Takes one step after the other, with a turn for others after each; where others take long, several, for as long as they
 * took: what is asked of a busy process comes at half its pace, and not a step a turn.
 */
export async function inTurns(
  steps: Iterator<unknown>,
  { isOver = () => false, clock = systemClock }: { isOver?: () => boolean; clock?: Pick<Clock, 'now'> } = {},
): Promise<void> {
  let othersMs = 0
  for (;;) {
    const begunAt = clock.now()
    do if (isOver() || steps.next().done === true) return
    while (clock.now() - begunAt < Math.min(othersMs, LONGEST_MS))
    const endedAt = clock.now()
    await turn()
    othersMs = clock.now() - endedAt
  }
}
