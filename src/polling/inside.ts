import type { GuestCollector } from '../collectors/collector.ts'
import type { Clock } from '../lib/clock.ts'
import type { GuestSubject, Observation } from '../model/observation.ts'
import { askKey, backOff } from './due.ts'

/** One collector to be asked of one guest. */
export interface Ask {
  readonly collector: GuestCollector
  readonly guest: GuestSubject
}

/** Waited for in vain, so many times in a row. */
interface Silence {
  readonly times: number
  /** When it was last waited for, ms since the epoch. */
  readonly at: number
}

/** What is remembered of the guests of a node that had to be waited for. */
export interface Patience {
  /** By guest and collector. */
  readonly silences: Map<string, Silence>
  /** How many guests are asked in one batch; null, which is all of them, as long as no batch had to be cut off. */
  room: number | null
}

export const freshPatience = (): Patience => ({ silences: new Map(), room: null })

/** No further batch is begun after so long; what is left open is asked next time. */
const BUDGET_MS = 60_000
/** As many silent agents as one batch has the time to wait for: 3 s each (QemuServer/Agent.pm). */
const CAREFUL_ROOM = 5
const FIRST_BACK_OFF_MS = 20 * 60_000
const LONGEST_BACK_OFF_MS = 6 * 3_600_000

const isOver = ({ times, at }: Silence, now: number): boolean =>
  now - at >= backOff(times, FIRST_BACK_OFF_MS, LONGEST_BACK_OFF_MS)

const keyOf = ({ collector, guest }: Ask): string => askKey(collector.name, guest.vmid)

/** The asks that are not given a rest after having been waited for in vain. */
function notSilent(asks: readonly Ask[], { silences }: Patience, now: number): readonly Ask[] {
  return asks.filter((one) => {
    const silence = silences.get(keyOf(one))
    return silence === undefined || isOver(silence, now)
  })
}

/**
 * Asks the guests of a node what they have to answer themselves, for about a minute at most: all at once at first. A
 * batch that had to be cut off brings nothing, whoever was silent in it. From then on a few guests are asked at a time,
 * each a single question until it has answered one, and those that were silent are asked ever less often.
 */
export async function askInside(
  asks: readonly Ask[],
  patience: Patience,
  clock: Clock,
  ask: (one: Ask) => Promise<Observation>,
  atOnce: number | null = null,
): Promise<readonly Observation[]> {
  const endsAt = clock.now() + BUDGET_MS
  const seen: Observation[] = []
  const proven = new Set<number>()
  let open = notSilent(asks, patience, clock.now())
  while (open.length > 0 && clock.now() <= endsAt) {
    const batch = nextBatch(open, proven, patience.room ?? atOnce)
    const answers = await Promise.all(batch.map(async (one): Promise<Answer> => ({ one, look: await ask(one) })))
    const guests = new Set(batch.map(({ guest }) => guest.vmid)).size
    if (guests > 1 && answers.every(wasCutOff)) {
      patience.room = Math.min(CAREFUL_ROOM, Math.ceil(guests / 2))
      continue
    }
    const settled = [...answers, ...unheard(open, answers, proven)]
    for (const answer of settled) note(answer, proven, patience, clock.now())
    seen.push(...settled.map(({ look }) => look))
    const done = new Set(settled.map(({ one }) => one))
    open = open.filter((one) => !done.has(one))
  }
  if (open.length === 0) patience.room = null
  return seen
}

interface Answer {
  readonly one: Ask
  readonly look: Observation
}

function nextBatch(open: readonly Ask[], proven: ReadonlySet<number>, room: number | null): readonly Ask[] {
  if (room === null) return open
  const byGuest = [...Map.groupBy(open, ({ guest }) => guest.vmid)]
  return byGuest.slice(0, room).flatMap(([vmid, asks]) => (proven.has(vmid) ? asks : asks.slice(0, 1)))
}

const wasCutOff = ({ look: { outcome } }: Answer): boolean =>
  outcome.status === 'failed' && outcome.failure.kind === 'timeout'

const waited = ({ one, look }: Answer): boolean => one.collector.waited?.(look.outcome) ?? false

/** What a guest that was silent at the first question would have to say to the others. */
function unheard(open: readonly Ask[], answers: readonly Answer[], proven: ReadonlySet<number>): Answer[] {
  const asked = new Set(answers.map(({ one }) => one))
  const silent = answers.filter((answer) => waited(answer) && !proven.has(answer.one.guest.vmid))
  return silent.flatMap(({ one: { guest }, look }) =>
    open
      .filter((one) => one.guest.vmid === guest.vmid && !asked.has(one))
      .map((one) => ({ one, look: { ...look, collector: one.collector.name, durationMs: 0 } })),
  )
}

function note(answer: Answer, proven: Set<number>, { silences }: Patience, now: number): void {
  const key = keyOf(answer.one)
  if (waited(answer)) silences.set(key, { times: (silences.get(key)?.times ?? 0) + 1, at: now })
  else {
    silences.delete(key)
    proven.add(answer.one.guest.vmid)
  }
}
