import type { SimulatedNode } from '../simulator/start.ts'
import type { Ran, Reads } from './read-log.ts'
import type { DueTimes } from './seeded-store.ts'

/** How many were begun in a time, and how much later than due. */
interface Course {
  readonly begun: number
  /** Those that are due and not begun count with what they are late already. */
  readonly meanMs: number
}

export interface Lateness {
  readonly inventories: Course
  readonly lives: Course
}

/** The time that is looked at, milliseconds since the epoch, and what should have been read in it. */
export interface Plan {
  readonly fleet: readonly SimulatedNode[]
  readonly due: DueTimes
  readonly startsAt: number
  readonly endedAt: number
  readonly liveMs: number
}

/** How late nodes and clusters were asked, as they saw it themselves. */
export const latenessIn = (reads: Reads, plan: Plan): Lateness => ({
  inventories: { begun: reads.inventories.length, meanMs: mean(inventoryLateness(reads.inventories, plan)) },
  lives: { begun: reads.lives.length, meanMs: mean(liveLateness(reads.lives, plan)) },
})

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function inventoryLateness(inventories: readonly Ran[], { due, endedAt }: Plan): number[] {
  const first = new Map(inventories.toReversed().map(({ port, startedAt }) => [port, startedAt]))
  return [...due].filter(([, at]) => at <= endedAt).map(([port, at]) => Math.max(0, (first.get(port) ?? endedAt) - at))
}

/** The next live round of a cluster is due so long after the last one was over. */
function liveLateness(lives: readonly Ran[], { fleet, startsAt, endedAt, liveMs }: Plan): number[] {
  const groupOf = new Map(fleet.map(({ port, group }) => [port, group]))
  const byGroup = Map.groupBy(lives, ({ port }) => groupOf.get(port))
  return [...new Set(groupOf.values())].flatMap((group) => {
    const rounds = (byGroup.get(group) ?? []).toSorted((a, b) => a.startedAt - b.startedAt)
    const starts = [...rounds.map(({ startedAt }) => startedAt), endedAt]
    const ends = [startsAt, ...rounds.map(({ endedAt: at }) => at)]
    return starts.map((start, index) => Math.max(0, start - (ends[index] ?? startsAt) - liveMs))
  })
}
