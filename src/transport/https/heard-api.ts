import type { Clock } from '../../lib/clock.ts'
import { Absent, failureOf } from '../../model/failure.ts'
import type { Asked, Run } from '../../model/transcript.ts'
import { scrubbed } from '../scrub.ts'
import type { Ear, Listener } from '../transcripts.ts'
import type { HttpsApi, Told } from './api.ts'

/** Tells the runs of one transport apart: one begins where it is asked who answers, or without that for a live round. */
export interface Hearing {
  readonly ear: Ear
  /** Somebody asks who answers. */
  looking(this: void): void
  /** Somebody asks for ports. */
  reading(this: void): void
  /** A run of its own, beside all others. */
  beginning(this: void, kind: Run['kind']): Ear
}

export function hearingFor(listener: Listener | undefined): Hearing {
  let ear: Ear = () => undefined
  let isLook = false
  const beginning = (kind: Run['kind']): Ear => listener?.begin(kind) ?? (() => undefined)
  const begin = (kind: Run['kind']): void => {
    ear = beginning(kind)
  }
  return {
    ear: (asked) => {
      ear(asked)
    },
    looking() {
      begin('look')
      isLook = true
    },
    reading() {
      if (!isLook) begin('live')
      isLook = false
    },
    beginning,
  }
}

/** The same API, with `ear` listening in. What was answered is not shown, but how many rows there are. */
export function heardApi(api: HttpsApi, ear: Ear, clock: Pick<Clock, 'now'>): HttpsApi {
  return {
    async get(get, seconds) {
      const at = clock.now()
      const asked = { question: get.path, via: 'https', at, exit: null, isCut: false } as const
      try {
        const told = await api.get(get, seconds)
        ear([{ ...asked, durationMs: told.milliseconds, output: summaryOf(told), failure: null }])
        return told
      } catch (error) {
        ear([{ ...asked, durationMs: clock.now() - at, output: '', failure: scrubbedFailure(error) }])
        throw error
      }
    },
    close: api.close,
  }
}

const summaryOf = ({ data }: Told): string => (Array.isArray(data) ? `${data.length} rows` : '')

/** What does not exist there is no failure, but it is what was said. */
function scrubbedFailure(error: unknown): Asked['failure'] {
  if (error instanceof Absent) return { kind: 'command-failed', message: error.message, hint: error.hint }
  const { kind, message, hint } = failureOf(error)
  return { kind, message: scrubbed(message), hint }
}
