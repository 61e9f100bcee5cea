import type { RemoteView } from '../fleet/remote-view.ts'
import { inTurns } from '../lib/turn.ts'
import type { Fleet } from './ports.ts'

/** All remotes as they are, as `fleet.remotes` has them; others have their turn while much of that is worked out. */
export async function viewsOf(fleet: Pick<Fleet, 'remotes' | 'catchUp'>): Promise<readonly RemoteView[]> {
  await fleet.catchUp(inTurns)
  return fleet.remotes()
}

/** Works them out before anybody asks. The returned function ends that, but for who waits for it by then. */
export function workAhead(fleet: Pick<Fleet, 'catchUp'>, failed: (error: unknown) => void): () => void {
  let isOver = false
  fleet.catchUp(inTurns, () => isOver).catch(failed)
  return () => {
    isOver = true
  }
}
