import type { EventQuery, FleetEvent, KeptFleetEvent } from '../model/fleet-event.ts'
import type { Sample, Span } from '../model/sample.ts'

/** What is kept of the past. Nothing here takes long: what is a lot is written and dropped in steps. */
export interface HistoryStore {
  /** The newest first. */
  events(query: EventQuery): Promise<readonly KeptFleetEvent[]>
  /** Drops events older than a time, and all but the newest so many: the oldest first, no more than `most` at once. */
  dropEvents(before: number, kept: number, most: number): Promise<void>

  /** Keeps events and, as JSON, all that has now been told of a remote: both or neither. */
  tell(remoteId: number, told: unknown, events: readonly FleetEvent[]): Promise<void>
  /** What was told of each remote, as it was kept: whether it still makes sense is for the reader to say. */
  told(): Promise<ReadonlyMap<number, unknown>>

  /** Takes the place of samples of the same subjects at the same time. */
  addSamples(span: Span, at: number, samples: readonly Sample[]): Promise<void>
  /** Of all subjects at a time. */
  samples(span: Span, at: number): Promise<readonly Sample[]>
  /** Of one subject at these times, as far as there are any. */
  course(span: Span, subject: string, times: readonly number[]): Promise<ReadonlyMap<number, Sample>>
  /** The first time not before `from` that has samples, and the last. */
  firstSample(span: Span, from: number): Promise<number | null>
  lastSample(span: Span): Promise<number | null>
  /**
   * Drops the oldest samples of a span, where they are from before a time: all of one time, or of as many times as the
   * engine keeps together. Says whether there were any.
   */
  dropOldest(span: Span, before: number): Promise<boolean>

  /** What the whole store takes on the disk, without what it has to reuse. */
  usedBytes(): Promise<number>
}
