import { isOn, tagsIn } from '../pve/guest-config.ts'
import { isoTime } from './fields.ts'
import { stateFindings } from './guest-findings.ts'
import { guestFindings, guestProblems, guestSections, newestGuestRead, newestOwnRead } from './guest-sections.ts'
import type { GuestIdentity, VmFullDetails } from './guest-shapes.ts'
import { containerStatusOf, listedOf, rawOf, vmStatusOf } from './guest-view.ts'
import type { GuestView } from './guest-view.ts'
import { guestAgent } from './parts/guest-agent.ts'
import { guestConfig } from './parts/guest-config.ts'
import { datasetsOf, guestDisks, storageSums } from './parts/guest-disks.ts'
import { guestAddresses, guestNetworks } from './parts/guest-networks.ts'
import { guestRuntime } from './parts/guest-runtime.ts'
import { guestSnapshots } from './parts/guest-snapshots.ts'
import { stateOf } from './parts/guest-state.ts'
import { FRESH_MS } from './sections.ts'

type Labels = Pick<GuestIdentity, 'name' | 'template' | 'tags' | 'lock'>

/** What a guest is called and counted as in its configuration. */
export function configuredLabels(view: GuestView): Labels {
  const raw = rawOf(view)
  return {
    name: raw?.[view.type === 'qemu' ? 'name' : 'hostname'] ?? null,
    template: raw && isOn(raw['template']),
    tags: raw && tagsIn(raw['tags'] ?? ''),
    lock: raw?.['lock'] ?? null,
  }
}

/** The same as the lists of guests have it, else as configured. */
function labelsOf(view: GuestView, configured: Labels): Labels {
  const listed = listedOf(view)
  const seen = vmStatusOf(view) ?? containerStatusOf(view)
  return {
    name: listed?.name ?? seen?.name ?? configured.name,
    template: listed?.template ?? seen?.template ?? configured.template,
    tags: listed?.tags ?? seen?.tags ?? configured.tags,
    lock: listed?.lock ?? seen?.lock ?? configured.lock,
  }
}

/** What every view of a guest begins with. */
export function guestIdentity(
  view: GuestView,
  configured = configuredLabels(view),
  ownRead = newestOwnRead(view),
): GuestIdentity {
  const { vmid, type, node, now } = view
  const listed = listedOf(view)
  const newest = newestGuestRead(view, ownRead)
  return {
    vmid,
    type,
    node: node.hostname,
    node_id: node.nodeId,
    cluster: node.cluster,
    remote_id: node.remoteId,
    ...labelsOf(view, configured),
    ...stateOf(view),
    ha: { state: listed?.haState ?? null },
    pool: listed?.pool ?? null,
    collected_at: isoTime(newest),
    stale: newest !== null && now - newest > FRESH_MS,
  }
}

/** Everything known of one guest: the last good values, and for each section how it was read. */
export function guestDetails(view: GuestView): VmFullDetails {
  const disks = guestDisks(view)
  const identity = guestIdentity(view)
  return {
    ...identity,
    description: rawOf(view)?.['description']?.trimEnd() ?? null,
    config: guestConfig(view),
    runtime: guestRuntime(view),
    ...storageSums(disks),
    disks,
    networks: guestNetworks(view),
    ip_addresses: guestAddresses(view),
    snapshots: guestSnapshots(view, datasetsOf(disks)),
    agent: guestAgent(view),
    findings: [...stateFindings(identity), ...guestFindings(view)],
    problems: guestProblems(view),
    sections: guestSections(view),
  }
}
