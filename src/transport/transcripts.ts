import { deflateRawSync, inflateRawSync } from 'node:zlib'
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
/** Packed: some eight times as much text. */
const MOST_BYTES = 8 * 2 ** 20
/** Best for its time. */
const LEVEL = 1

interface Growing extends Omit<Run, 'asked'> {
  readonly nodeId: number
  /** Deflated; each character stands for a byte. */
  readonly packed: string[]
  size: number
}

const packed = (asked: readonly Asked[]): string =>
  deflateRawSync(JSON.stringify(asked), { level: LEVEL }).toString('latin1')

const unpacked = ({ kind, over, startedAt, packed: parts }: Growing): Run => ({
  ...{ kind, over, startedAt },
  asked: parts.flatMap((part) => JSON.parse(inflateRawSync(Buffer.from(part, 'latin1')).toString()) as Asked[]),
})

/** Of very much text the oldest runs make room, whatever node they are of. */
export function openTranscripts(clock: Pick<Clock, 'now'>, mostBytes = MOST_BYTES): Transcripts {
  const runs = new Set<Growing>()
  let total = 0
  const drop = (run: Growing): void => {
    if (runs.delete(run)) total -= run.size
  }
  const runsOf = (nodeId: number): Growing[] => [...runs].filter((run) => run.nodeId === nodeId).reverse()
  const hear = (run: Growing, asked: readonly Asked[]): void => {
    if (!runs.has(run)) return
    const part = packed(asked)
    run.packed.push(part)
    run.size += part.length
    total += part.length
    for (const oldest of runs) if (total > mostBytes) drop(oldest)
  }
  return {
    listenTo: (nodeId, over) => ({
      begin(kind) {
        const run: Growing = { nodeId, kind, over, startedAt: clock.now(), packed: [], size: 0 }
        runs.add(run)
        const alike = runsOf(nodeId).filter((one) => one.kind === kind && one.over === over)
        for (const old of alike.slice(MOST_KEPT[kind])) drop(old)
        return (asked) => {
          hear(run, asked)
        }
      },
    }),
    of: (nodeId) => runsOf(nodeId).map(unpacked),
  }
}
