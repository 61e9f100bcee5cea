import { agent } from '../../collectors/guest/agent.ts'
import { config } from '../../collectors/guest/config.ts'
import { snapshots } from '../../collectors/guest/snapshots.ts'
import type { Change } from '../../model/fleet-event.ts'
import type { Kept } from '../../model/observation.ts'
import { difference } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'
import { cameAndWent, changed } from './change.ts'
import { configChanges } from './config-changes.ts'

/** Whether the agent answered the last look; null where it was not asked, or nobody can tell. */
function answered(kept: Kept | undefined): string | null {
  const outcome = kept?.last.outcome
  if (outcome?.status === 'ok') return 'answering'
  return outcome && agent.waited?.(outcome) === true ? 'silent' : null
}

function snapshotChanges(before: KeptByCollector, after: KeptByCollector): Change[] {
  const found = difference(before, after, snapshots)
  if (!found) return []
  const [was, is] = [found.was, found.is].map((one) => one.snapshots.map(({ name }) => name))
  return cameAndWent(['snapshot-made', 'snapshot-removed'], was ?? [], is ?? [])
}

/** What a look at a guest changed, in what it was itself asked for. */
export function guestChanges(before: KeptByCollector, after: KeptByCollector): Change[] {
  const ofConfig = difference(before, after, config)
  return [
    ...(ofConfig ? configChanges(ofConfig.was, ofConfig.is) : []),
    ...snapshotChanges(before, after),
    ...changed('guest-agent', answered(before.get(agent.name)), answered(after.get(agent.name))),
  ]
}
