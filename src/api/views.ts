import { oncePer } from '../fleet/once-per.ts'
import type { RemoteView } from '../fleet/remote-view.ts'
import { inTurns } from '../lib/turn.ts'
import type { Fleet } from './ports.ts'

type Views = Pick<Fleet, 'remotes' | 'catchUp'>

/** What is being worked out of a fleet: once for all who wait for it. */
const underWayIn = oncePer((_fleet: Views): { now: Promise<void> | null } => ({ now: null }))

function caughtUp(fleet: Views, isOver?: () => boolean): Promise<void> {
  const underWay = underWayIn(fleet)
  return (underWay.now ??= inTurns(fleet.catchUp(), isOver && { isOver }).finally(() => (underWay.now = null)))
}

/** All remotes as they are, as `fleet.remotes` has them; others have their turn while much of that is worked out. */
export async function viewsOf(fleet: Views): Promise<readonly RemoteView[]> {
  await caughtUp(fleet)
  return fleet.remotes()
}

/** Works them out before anybody asks. The returned function ends that. */
export function workAhead(fleet: Views, failed: (error: unknown) => void): () => void {
  let isOver = false
  caughtUp(fleet, () => isOver).catch(failed)
  return () => {
    isOver = true
  }
}
