import { z } from 'zod'
import type { CourseOutcome, MemberState } from '../model/desk.ts'
import { FAILURE_KINDS } from '../model/failure.ts'
import { PVE_METRICS } from '../model/sample.ts'
import type { PvePoint, PveSubject } from '../model/sample.ts'
import type { Run } from '../model/transcript.ts'

/** Of more than that only a part is handed on, in characters. */
export const MOST_CHARACTERS = 4 * 2 ** 20

const failure = z.object({ kind: z.enum(FAILURE_KINDS), message: z.string(), hint: z.string().nullable() })

const runs = z.array(
  z.object({
    kind: z.enum(['look', 'live', 'course']),
    over: z.enum(['ssh', 'https']),
    startedAt: z.number(),
    asked: z.array(
      z.object({
        question: z.string(),
        via: z.enum(['ssh-batch', 'ssh-pvesh', 'ssh-plain', 'https']),
        at: z.number(),
        durationMs: z.number(),
        exit: z.number().nullable(),
        output: z.string(),
        isCut: z.boolean(),
        failure: failure.nullable(),
      }),
    ),
  }),
)

const silences = z.array(
  z.object({
    nodeId: z.number(),
    stopped: failure.nullable(),
    silence: z.object({ times: z.number(), since: z.number(), nextAt: z.number().nullable() }).nullable(),
  }),
)

const values = z.array(z.number().nullable())

const course = z.object({
  stepMs: z.number(),
  times: z.array(z.number()),
  /** By metric; without those that nothing is known of. */
  figures: z.record(z.string(), z.object({ mean: values, most: values })),
  failure: failure.nullable(),
})

/** The newest runs, as many as there is room for. */
export function runsText(all: readonly Run[], most = MOST_CHARACTERS): string {
  const texts: string[] = []
  let room = most - '[]'.length
  for (const run of all) {
    const text = JSON.stringify(run)
    room -= text.length + 1
    if (room < 0) break
    texts.push(text)
  }
  return `[${texts.join(',')}]`
}

/** Null for what is no such text. */
export const runsIn = (text: string): readonly Run[] | null => parsed(runs, text)

/** Why members are not read. */
export type Silent = Pick<MemberState, 'nodeId' | 'stopped' | 'silence'>

export const silencesText = (members: readonly Silent[]): string =>
  JSON.stringify(members.map(({ nodeId, stopped, silence }) => ({ nodeId, stopped, silence })))

/** Null for what is no such text. */
export const silencesIn = (text: string): readonly Silent[] | null => parsed(silences, text)

export function courseText({ course: kept, failure: why }: CourseOutcome, { kind }: PveSubject): string {
  const known = PVE_METRICS[kind].filter((metric) => kept.knows(metric))
  const packed: z.infer<typeof course> = {
    stepMs: kept.stepMs,
    times: kept.points('').map(({ at }) => at),
    figures: Object.fromEntries(known.map((metric) => [metric, columnsOf(kept.points(metric))])),
    failure: why && { ...why },
  }
  return JSON.stringify(packed)
}

const columnsOf = (points: readonly PvePoint[]) => ({
  mean: points.map(({ mean }) => mean),
  most: points.map(({ most }) => most),
})

/** Null for what is no such text. */
export function courseIn(text: string): CourseOutcome | null {
  const packed = parsed(course, text)
  if (!packed) return null
  const { stepMs, times, failure: why } = packed
  const figures = new Map(Object.entries(packed.figures))
  return {
    course: {
      stepMs,
      knows: (metric) => figures.has(metric),
      points(metric) {
        const of = figures.get(metric)
        return times.map((at, index) => ({ at, mean: of?.mean[index] ?? null, most: of?.most[index] ?? null }))
      },
    },
    failure: why,
  }
}

function parsed<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
