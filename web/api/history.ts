import type { Course as Sent, FleetEventPage, Timeframe } from '../../src/api/contract.ts'
import type { Step } from '../chart/line.ts'
import { get } from './client.ts'

/** How one metric of something was. */
export interface Course {
  readonly source: Sent['source']
  /** Why PVE has not told, where it should have. */
  readonly reason: string | null
  readonly stepSeconds: number
  /** The oldest first. */
  readonly steps: readonly Step[]
}

const courseOf = ({ source, reason, step_seconds, points }: Sent): Course => ({
  source,
  reason,
  stepSeconds: step_seconds,
  steps: points.map(({ at, ...values }) => ({ at: Date.parse(at) / 1000, ...values })),
})

/** `path`: of what has a history, as `/api/nodes/1`. */
export async function getCourse(
  path: string,
  metric: string,
  timeframe: Timeframe,
  signal: AbortSignal,
): Promise<Course> {
  return courseOf(await get(`${path}/history?${new URLSearchParams({ metric, timeframe }).toString()}`, signal))
}

/** What happened to a node, or to a guest wherever in its cluster it was. */
export interface EventSubject {
  readonly nodeId: number
  readonly vmid?: number
}

const FEW = '20'

/** Those older than the event of the number `before`, the newest first. */
export function listFleetEvents(
  { nodeId, vmid }: EventSubject,
  before: number | null,
  signal: AbortSignal,
): Promise<FleetEventPage> {
  const query = new URLSearchParams({
    node_id: String(nodeId),
    ...(vmid !== undefined && { vmid: String(vmid) }),
    ...(before !== null && { before: String(before) }),
    limit: FEW,
  })
  return get(`/api/events?${query.toString()}`, signal)
}
