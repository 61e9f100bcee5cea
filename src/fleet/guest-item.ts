import { agent } from '../collectors/guest/agent.ts'
import { configuredLabels, guestIdentity } from './guest-details.ts'
import { listProblems, newestOwnRead, settledProblems } from './guest-sections.ts'
import type { GuestItem } from './guest-shapes.ts'
import { configuredNets, rawOf } from './guest-view.ts'
import type { GuestView } from './guest-view.ts'
import { factOf } from './kept.ts'
import { agentRuns } from './parts/guest-agent.ts'
import { datasetsOf, guestDisks, rootUsedBytes, storageSums } from './parts/guest-disks.ts'
import { reachedAt } from './parts/guest-networks.ts'
import { guestUse, traffic } from './parts/guest-runtime.ts'
import { finite } from './parts/guest-sums.ts'
import { snapshotCount, snapshotsTaken } from './parts/guest-snapshots.ts'
import type { SnapshotsTaken } from './parts/guest-snapshots.ts'
import { isStopped, rowsOf } from './parts/guest-state.ts'

/** What its interfaces are plugged into, each once. */
function pluggedInto(view: GuestView): Pick<GuestItem, 'macs' | 'bridges' | 'vlans'> {
  const nets = configuredNets(view)
  const each = <T>(values: readonly (T | null)[] | undefined): T[] | null =>
    values ? [...new Set(values.filter((value) => value !== null))] : null
  return {
    macs: each(nets?.map(({ mac }) => mac)),
    bridges: each(nets?.map(({ bridge }) => bridge)),
    vlans: each(nets?.map(({ vlan }) => vlan)),
  }
}

/** The part of a row that only an inventory changes, or that the guest is started or stopped. */
export interface SettledPart {
  readonly isStopped: boolean
  readonly fields: Pick<
    GuestItem,
    | 'storage_used_bytes'
    | 'storage_size_bytes'
    | 'ip_addresses'
    | 'macs'
    | 'bridges'
    | 'vlans'
    | 'snapshots'
    | 'agent'
    | 'os'
  >
  readonly labels: ReturnType<typeof configuredLabels>
  /** When any of the guest itself was last read, in milliseconds since the epoch; null when nothing was. */
  readonly ownRead: number | null
  readonly problems: GuestItem['problems']
  /** Null where there are none to show. */
  readonly taken: SnapshotsTaken | null
  /** The part of `storage_used_bytes` that live rounds bring, as it was then; null where there is none. */
  readonly rootUsed: number | null
}

export function settledPart(view: GuestView): SettledPart {
  const disks = guestDisks(view)
  return {
    isStopped: isStopped(view),
    fields: {
      ...storageSums(disks),
      ip_addresses: reachedAt(view).all,
      ...pluggedInto(view),
      snapshots: snapshotCount(view),
      agent: { running: agentRuns(view) },
      os: factOf(view.ofGuest, agent)?.os ?? rawOf(view)?.['ostype'] ?? null,
    },
    labels: configuredLabels(view),
    ownRead: newestOwnRead(view),
    problems: settledProblems(view),
    taken: snapshotsTaken(view, datasetsOf(disks)),
    rootUsed: disks?.some(({ used_source }) => used_source === 'container') ? rootUsedBytes(view) : null,
  }
}

/** Whether it is what `settledPart` would make, given that no inventory came in between. */
export const isSettled = (settled: SettledPart, view: GuestView): boolean =>
  settled.isStopped === isStopped(view) && (settled.rootUsed === null || rootUsedBytes(view) !== null)

/** With what live rounds have brought since. */
function storageUsed(view: GuestView, { rootUsed, fields: { storage_used_bytes: then } }: SettledPart): number | null {
  const now = rootUsed === null ? null : rootUsedBytes(view)
  return then === null || rootUsed === null || now === null || now === rootUsed ? then : finite(then - rootUsed + now)
}

/** A guest as a row of a list. */
export function guestItem(view: GuestView, settled = settledPart(view)): GuestItem {
  const rows = rowsOf(view)
  return {
    ...guestIdentity(view, settled.labels, settled.ownRead),
    ...guestUse(rows),
    net_bps: traffic(view, rows),
    ...settled.fields,
    storage_used_bytes: storageUsed(view, settled),
    problems: [...listProblems(view), ...settled.problems],
  }
}
