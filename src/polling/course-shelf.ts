import type { Clock } from '../lib/clock.ts'
import type { CourseOutcome } from '../model/desk.ts'
import type { ReadCourse } from '../transport/course.ts'

/** What was read of the past lately. */
export interface Shelf {
  /** Null where nothing is kept, or nothing that is still good. */
  get(key: string): CourseOutcome | null
  /** Keeps and returns an outcome. `course`: null where there is none, which is kept for a moment. */
  put(key: string, outcome: CourseOutcome, course: ReadCourse | null): CourseOutcome
}

const MOST_BYTES = 32 * 2 ** 20
/** What an entry takes beside its numbers, about. */
const ENTRY_BYTES = 1024
const SHORTEST_MS = 60_000
const LONGEST_MS = 30 * 60_000
const FAILED_MS = 30_000

interface Kept {
  readonly outcome: CourseOutcome
  readonly bytes: number
  readonly until: number
}

/** A course is good for one of its steps, but never for more than half an hour. What was not used for longest makes room. */
export function openShelf(clock: Pick<Clock, 'now'>, mostBytes = MOST_BYTES): Shelf {
  const shelf = new Map<string, Kept>()
  let total = 0
  const drop = (key: string): void => {
    total -= shelf.get(key)?.bytes ?? 0
    shelf.delete(key)
  }
  return {
    get(key) {
      const kept = shelf.get(key)
      if (!kept) return null
      shelf.delete(key)
      shelf.set(key, kept)
      if (clock.now() < kept.until) return kept.outcome
      drop(key)
      return null
    },
    put(key, outcome, course) {
      const goodForMs = course ? Math.min(Math.max(course.stepMs, SHORTEST_MS), LONGEST_MS) : FAILED_MS
      const bytes = ENTRY_BYTES + (course?.bytes ?? 0)
      drop(key)
      shelf.set(key, { outcome, bytes, until: clock.now() + goodForMs })
      total += bytes
      for (const oldest of shelf.keys()) if (total > mostBytes) drop(oldest)
      return outcome
    },
  }
}
