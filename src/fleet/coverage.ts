import { z } from 'zod'
import { FAILURE_KINDS } from '../model/failure.ts'
import { number, text } from './fields.ts'
import { oncePer } from './once-per.ts'
import type { NodeView, RemoteView } from './remote-view.ts'
import { silenceOf } from './status.ts'
import { unreadReason } from './unread.ts'

const gapShape = z.object({
  remote_id: z.number().describe('number of the remote'),
  remote: z.string().describe('name of the remote'),
  node_id: number('number of the node; null where it is all of the remote'),
  node: text('name of the node; null where it is all of the remote'),
  kind: z.enum(FAILURE_KINDS).nullable().describe('what kind of failure it was; null for none'),
  reason: z.string().describe('why nothing new is known of it'),
  hint: text('the next step'),
})
type Gap = z.infer<typeof gapShape>

/** How much of the fleet is known, and how well. */
export const coverageShape = z.object({
  remotes: z.number().describe('remotes that were added'),
  remotes_fresh: z.number().describe('those whose nodes all were read lately'),
  oldest_at: text('time the node was read that was read longest ago, ISO 8601 in UTC; null when none ever was'),
  problems: z.array(gapShape).describe('what is not known, and why; the first of them'),
  problems_total: z.number().describe('how many there are'),
})
export type Coverage = z.infer<typeof coverageShape>

/** A reply that is about something else has no room for a thousand nodes behind one broken line. */
const MOST_SHOWN = 50

type Reason = Pick<Gap, 'kind' | 'reason' | 'hint'>

function reasonOf({ status, identity, kept, inventory, context }: NodeView): Reason | null {
  const silence = silenceOf(kept)
  const because = (reason: string): Reason => ({ kind: null, reason, hint: silence?.hint ?? null })
  if (context.gone) return because('its cluster no longer has it')
  if (status === 'offline') return because('its cluster says that it is offline')
  if (silence) return { kind: silence.kind, reason: silence.message, hint: silence.hint }
  if (inventory.size === 0) return because('it was never read; its cluster may tell of it')
  return status === 'unknown' || identity.stale ? because('it was not read for too long') : null
}

const gapsIn = oncePer((view: RemoteView): readonly Gap[] => {
  const { remote, nodes } = view
  const of = { remote_id: remote.id, remote: remote.name }
  const whole = { ...of, node_id: null, node: null, kind: null }
  const unread = unreadReason(view)
  if (unread) return [{ ...whole, reason: `nobody reads it: ${unread.reason}`, hint: unread.hint }]
  if (nodes.length === 0) return [{ ...whole, reason: 'none of its nodes is known yet', hint: null }]
  return nodes.flatMap((node) => {
    const reason = reasonOf(node)
    return reason ? [{ ...of, node_id: node.nodeId, node: node.hostname, ...reason }] : []
  })
})

const oldestIn = oncePer(({ nodes }: RemoteView): string | null =>
  earliest(nodes.map((node) => node.identity.collected_at)),
)

/** Times in UTC, written alike, are in the order of their letters. */
export const earliest = (times: readonly (string | null)[]): string | null =>
  times.reduce((best, time) => (best === null || (time !== null && time < best) ? time : best), null)

export const coverageOf = oncePer((views: readonly RemoteView[]): Coverage => {
  const gaps = views.map(gapsIn)
  const problems = gaps.flat()
  return {
    remotes: views.length,
    remotes_fresh: gaps.filter(({ length }) => length === 0).length,
    oldest_at: earliest(views.map(oldestIn)),
    problems: problems.slice(0, MOST_SHOWN),
    problems_total: problems.length,
  }
})
