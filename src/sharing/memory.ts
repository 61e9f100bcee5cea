import type { Clock } from '../lib/clock.ts'
import type { CourseOutcome, RemoteDesk } from '../model/desk.ts'
import { FailureError } from '../model/failure.ts'
import type { Failure } from '../model/failure.ts'
import { stepsUntil, TIMEFRAMES } from '../model/sample.ts'
import type { Timeframe } from '../model/sample.ts'
import type { Run } from '../model/transcript.ts'
import { courseIn, courseText, runsIn, runsText, silencesIn, silencesText } from './answers.ts'
import type { Question } from './question.ts'

/** What a process has in memory of the nodes that it reads. */
export interface Memory {
  /** What a node was asked lately, the newest first. */
  transcripts(this: void, nodeId: number): readonly Run[]
  readonly course: RemoteDesk['course']
  readonly members: RemoteDesk['members']
}

/** The same of all nodes, whoever reads them. */
export interface SharedMemory extends Pick<Memory, 'course' | 'members'> {
  /** Throws `FailureError` where whoever reads the node does not tell. */
  transcripts(this: void, nodeId: number): Promise<readonly Run[]>
}

/** What a process says to a question about a node that it reads. */
export async function answerFrom(memory: Memory, asked: Question): Promise<string> {
  if (asked.about === 'transcripts') return runsText(memory.transcripts(asked.nodeId))
  if (asked.about === 'members') return silencesText(await memory.members(asked.remoteId))
  return courseText(await memory.course(asked.subject, asked.timeframe), asked.subject)
}

/** Longer than PVE is waited for when it is asked for the past. */
const LONG_MS = 10_000
/** A page does not wait for more than it can show without. */
const SHORT_MS = 2_000

export interface SharedMemoryDeps {
  readonly own: Memory
  readonly clock: Clock
  /** Whether this process reads a remote. */
  holds(this: void, remoteId: number): boolean
  /** Whether this process reads a node. */
  holdsNode(this: void, nodeId: number): boolean
  /** Has whoever reads the node answer; null where nobody does in time. Never rejects. */
  ask(this: void, question: Question, waitMs: number): Promise<string | null>
}

const UNTOLD: Failure = {
  kind: 'timeout',
  message: 'the process that reads this node has not told',
  hint: 'Ask again in a moment. Where that does not help, see whether a process reads its remote.',
}

/** Memory of other processes, asked where this one does not read the node. */
export function sharedMemory({ own, clock, holds, holdsNode, ask }: SharedMemoryDeps): SharedMemory {
  return {
    async transcripts(nodeId) {
      if (holdsNode(nodeId)) return own.transcripts(nodeId)
      const text = await ask({ about: 'transcripts', nodeId }, LONG_MS)
      const told = text === null ? null : runsIn(text)
      if (!told) throw new FailureError(UNTOLD.kind, UNTOLD.message, UNTOLD.hint)
      return told
    },
    async course(subject, timeframe) {
      if (holdsNode(subject.nodeId)) return own.course(subject, timeframe)
      const text = await ask({ about: 'course', subject, timeframe }, LONG_MS)
      return (text === null ? null : courseIn(text)) ?? untoldCourse(timeframe, clock.now())
    },
    async members(remoteId) {
      const all = await own.members(remoteId)
      if (all.length === 0 || holds(remoteId)) return all
      const text = await ask({ about: 'members', remoteId }, SHORT_MS)
      const told = new Map((text === null ? null : silencesIn(text))?.map((one) => [one.nodeId, one]))
      return all.map((member) => ({ ...member, ...told.get(member.nodeId) }))
    },
  }
}

const untoldCourse = (timeframe: Timeframe, now: number): CourseOutcome => ({
  course: {
    stepMs: TIMEFRAMES[timeframe].stepMs,
    knows: () => false,
    points: () => stepsUntil(now, timeframe).map((at) => ({ at, mean: null, most: null })),
  },
  failure: UNTOLD,
})
