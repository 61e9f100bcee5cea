import type { Clock } from '../lib/clock.ts'
import type { Asked, Run } from '../model/transcript.ts'

/** Is told all that is asked of a node in one run. */
export type Ear = (asked: readonly Asked[]) => void

/** Listens to one node: each run it begins has an ear of its own, since runs overlap. */
export interface Listener {
  begin(kind: Run['kind']): Ear
}

/** What was asked of nodes lately, in memory. */
export interface Transcripts {
  listenTo(nodeId: number, over: Run['over']): Listener
  /** The newest first. */
  of(nodeId: number): readonly Run[]
}

/** Runs kept of each node, over each way to it: of live rounds the last one that it answered for all others. */
const MOST_KEPT: Readonly<Record<Run['kind'], number>> = { look: 5, live: 1, course: 2 }
const MOST_CHARACTERS = 32 * 2 ** 20

interface Growing extends Run {
  readonly nodeId: number
  readonly asked: Asked[]
  size: number
}

const sizeOf = ({ question, output, failure }: Asked): number =>
  question.length + output.length + (failure?.message.length ?? 0) + 100

/** Of very much text the oldest runs make room, whatever node they are of. */
export function openTranscripts(clock: Pick<Clock, 'now'>, mostCharacters = MOST_CHARACTERS): Transcripts {
  const runs = new Set<Growing>()
  let total = 0
  const drop = (run: Growing): void => {
    if (runs.delete(run)) total -= run.size
  }
  const runsOf = (nodeId: number): Growing[] => [...runs].filter((run) => run.nodeId === nodeId).reverse()
  const hear = (run: Growing, asked: readonly Asked[]): void => {
    if (!runs.has(run)) return
    const size = asked.reduce((sum, one) => sum + sizeOf(one), 0)
    run.asked.push(...asked)
    run.size += size
    total += size
    for (const oldest of runs) if (total > mostCharacters) drop(oldest)
  }
  return {
    listenTo: (nodeId, over) => ({
      begin(kind) {
        const run: Growing = { nodeId, kind, over, startedAt: clock.now(), asked: [], size: 0 }
        runs.add(run)
        const alike = runsOf(nodeId).filter((one) => one.kind === kind && one.over === over)
        for (const old of alike.slice(MOST_KEPT[kind])) drop(old)
        return (asked) => {
          hear(run, asked)
        }
      },
    }),
    of: runsOf,
  }
}
