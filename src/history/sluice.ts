import type { FleetEvent } from '../model/fleet-event.ts'

/** More than a cluster of a thousand guests tells when all of it is started anew. */
const MOST_PER_HOUR = 5000
const HOUR_MS = 3_600_000

/** Lets through what changed in a remote, but no flood: a node that says another thing each time would wash away all else. */
export type Sluice = (events: readonly FleetEvent[], now: number) => readonly FleetEvent[]

export function openSluice(mostPerHour = MOST_PER_HOUR): Sluice {
  const passed = new Map<number, { readonly since: number; readonly count: number }>()
  return (events, now) => {
    const [first] = events
    if (!first) return events
    const { remoteId } = first
    const before = passed.get(remoteId)
    const { since, count } = before && now - before.since < HOUR_MS ? before : { since: now, count: 0 }
    passed.set(remoteId, { since, count: count + events.length })
    const room = Math.max(0, mostPerHour - count)
    if (events.length <= room) return events
    const isFirst = count <= mostPerHour
    return [...events.slice(0, room), ...(isFirst ? [dropped(remoteId, mostPerHour, now)] : [])]
  }
}

const dropped = (remoteId: number, most: number, at: number): FleetEvent => ({
  remoteId,
  nodeId: null,
  vmid: null,
  name: null,
  at,
  kind: 'events-dropped',
  what: null,
  from: null,
  to: String(most),
})
