import type { GuestView } from '../../src/fleet/guest-view.ts'
import type { Observation } from '../../src/model/observation.ts'
import { keptFrom } from './kept.ts'

type Seen = Partial<Omit<GuestView, 'ofNode' | 'ofGuest' | 'node'>> & { readonly status?: GuestView['node']['status'] }

/** Guest 100 of a node that is online, a VM unless told otherwise, as these looks at the node and at the guest show it. */
export function guestView(looks: readonly Observation[], { status = 'online', ...seen }: Seen = {}): GuestView {
  const about = (isGuest: boolean) => looks.filter(({ subject }) => (subject.scope === 'guest') === isGuest)
  return {
    vmid: 100,
    type: 'qemu',
    node: { nodeId: 1, hostname: 'pve1', status, cluster: 'prod', remoteId: 3 },
    ofNode: keptFrom(...about(false)),
    ofGuest: keptFrom(...about(true)),
    before: null,
    now: Date.UTC(2026, 0, 1, 12),
    ...seen,
  }
}
