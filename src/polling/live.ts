import { cluster } from '../collectors/cluster/cluster.ts'
import type { Cluster } from '../collectors/cluster/cluster.ts'
import type { Collector } from '../collectors/collector.ts'
import type { Clock } from '../lib/clock.ts'
import { turn } from '../lib/turn.ts'
import type { Observation } from '../model/observation.ts'
import { factIn } from './look.ts'
import { observe } from './observe.ts'
import { answered } from './seat.ts'
import type { Seat } from './seat.ts'
import { spread } from './spread.ts'

/** A node of a remote, watched or not. */
export interface MemberOfRemote {
  readonly nodeId: number
  /** As PVE names it. */
  readonly name: string
}

export interface LiveDeps {
  /** Those that any member answers for all others. */
  readonly collectors: readonly Collector[]
  readonly clock: Clock
  readonly liveMs: number
  /** The watched nodes of a remote. */
  seatsOf(this: void, remoteId: number): readonly Seat[]
  /** Shows what was seen; it is not kept, since it is seen again soon. */
  show(this: void, nodeId: number, observations: readonly Observation[]): void
  /** Told what a member says of its cluster. */
  heard(this: void, seat: Seat, fact: Cluster): void
  /** Told of a member that should have answered and did not. */
  silent(this: void, seat: Seat): void
}

export interface LiveRounds {
  /** Begins, or goes on with other members. */
  place(this: void, remoteId: number, members: readonly MemberOfRemote[]): void
  remove(this: void, remoteId: number): void
  stop(): void
}

interface Course {
  members: readonly MemberOfRemote[]
  callOff: () => void
}

/** As many members as a round asks one after the other before it gives up until the next one. */
const TRIES = 2

/** Asks one member of each remote, again and again, for what every member knows of all others. */
export function startLive(deps: LiveDeps): LiveRounds {
  const courses = new Map<number, Course>()
  const next = (remoteId: number, course: Course, delayMs: number): void => {
    course.callOff = deps.clock.after(delayMs, () => {
      void liveRound(deps, remoteId, course).then(() => {
        if (courses.get(remoteId) === course) next(remoteId, course, deps.liveMs)
      })
    })
  }
  return {
    place(remoteId, members) {
      const course = courses.get(remoteId)
      if (course) course.members = members
      else {
        const begun: Course = { members, callOff: () => undefined }
        courses.set(remoteId, begun)
        next(remoteId, begun, offsetOf(remoteId, deps.liveMs))
      }
    },
    remove(remoteId) {
      courses.get(remoteId)?.callOff()
      courses.delete(remoteId)
    },
    stop() {
      for (const { callOff } of courses.values()) callOff()
      courses.clear()
    },
  }
}

/** Spreads the remotes evenly over the interval. */
const offsetOf = (remoteId: number, liveMs: number): number => Math.floor(spread(remoteId) * liveMs) + 1

async function liveRound(deps: LiveDeps, remoteId: number, course: Course): Promise<void> {
  for (const seat of candidates(deps.seatsOf(remoteId)).slice(0, TRIES)) {
    const seen = await liveLook(deps, seat, course.members)
    // What many nodes said was just looked through; to take it in takes as long again.
    await turn()
    if (seat.left) return
    if (seen) {
      for (const [nodeId, observations] of seen) deps.show(nodeId, observations)
      const fact = factIn(seen.get(seat.watched.nodeId) ?? [], cluster)
      if (fact) deps.heard(seat, fact)
      return
    }
    deps.silent(seat)
  }
}

/** Members that answered last time, those that are not being read first. */
const candidates = (seats: readonly Seat[]): readonly Seat[] =>
  seats.filter(answered).sort((a, b) => Number(isBusy(a)) - Number(isBusy(b)))

const isBusy = ({ reading, asking }: Seat): boolean => reading !== null || asking !== null

/**
 * One look through the eyes of one member: one channel, no Perl. What is said of the cluster as a whole is kept with the
 * member that said it. Null when it did not answer.
 */
async function liveLook(
  { collectors, clock }: LiveDeps,
  { watched: { nodeId, name, transport } }: Seat,
  members: readonly MemberOfRemote[],
): Promise<ReadonlyMap<number, readonly Observation[]> | null> {
  const portsOf = transport.portsOf(name)
  const look = (of: MemberOfRemote, collector: Collector): Promise<{ nodeId: number; look: Observation }> =>
    observe(collector, { scope: collector.scope, node: of.name }, portsOf, clock).then((seen) => ({
      nodeId: of.nodeId,
      look: seen,
    }))
  const seen = await Promise.all(
    collectors.flatMap((collector) =>
      (collector.scope === 'cluster' ? [{ nodeId, name }] : members).map((of) => look(of, collector)),
    ),
  )
  if (seen.every(({ look: { outcome } }) => outcome.status === 'failed')) return null
  const byNode = Map.groupBy(seen, (one) => one.nodeId)
  return new Map([...byNode].map(([id, looks]) => [id, looks.map((one) => one.look)]))
}
