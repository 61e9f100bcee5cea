import type { Guest } from '../fleet/guest.ts'
import { snapshotsOf } from '../state/guest-state.ts'
import type { Snapshot } from '../state/guest-state.ts'
import type { View } from '../state/view.ts'
import { digestOf, guestAsked, pendingList, snapshotList } from './guest.ts'
import type { Config } from './guest.ts'
import { configOf as lxcConfig } from './lxc.ts'
import { configOf as qemuConfig } from './qemu.ts'
import { PveError } from './reply.ts'
import type { Asked, Json, Path } from './reply.ts'

export const CONFIG_OF = { qemu: qemuConfig, lxc: lxcConfig } as const

/** The snapshots of a guest, oldest first, with the configuration that each keeps. */
export function savedConfigs(view: View, guest: Guest): { name: string; config: Config }[] {
  const snapshots = snapshotsOf(view, guest)
  const current = savedConfig(CONFIG_OF[guest.type](view, guest, false))
  return snapshots.map((snapshot, index) => {
    const parent = snapshots[index - 1]
    const config = {
      ...current,
      description: guest.type === 'lxc' ? `${snapshot.description}\n` : snapshot.description,
      ...(parent && { parent: parent.name }),
      snaptime: snapshot.takenAt,
      ...(snapshot.withMemory && savedState(view, guest, snapshot)),
    }
    return { name: snapshot.name, config }
  })
}

function snapshotConfig(asked: Asked, type: Guest['type']): Json {
  const wanted = asked.params['snapname'] ?? ''
  const saved = savedConfigs(asked.view, guestAsked(asked, type)).find(({ name }) => name === wanted)
  if (!saved) throw new PveError(`snapshot '${wanted}' does not exist`)
  return saved.config
}

/** What of a configuration is kept. */
const savedConfig = (config: Config): Config =>
  Object.fromEntries(Object.entries(config).filter(([key]) => !['digest', 'lock', 'parent'].includes(key)))

const savedState = ({ node: { release } }: View, { vmid, disks }: Guest, { name }: Snapshot): Config => ({
  runningcpu: 'kvm64,enforce,+kvm_pv_eoi,+kvm_pv_unhalt',
  runningmachine: release.machine,
  vmstate: `${disks[0]?.storage ?? 'local'}:vm-${vmid}-state-${name}`,
})

function pending(asked: Asked, type: Guest['type']): Json {
  const [guest, configOf] = [guestAsked(asked, type), CONFIG_OF[type]]
  return pendingList(asked.view, guest, configOf(asked.view, guest, false), configOf(asked.view, guest, true))
}

function snapshots(asked: Asked, type: Guest['type']): Json {
  const guest = guestAsked(asked, type)
  return snapshotList(asked.view, guest, digestOf(CONFIG_OF[type](asked.view, guest, false)))
}

/** What VMs and containers answer alike. */
export const GUEST_PATHS: readonly Path[] = (['qemu', 'lxc'] as const).flatMap((type): Path[] => [
  { template: `/nodes/{node}/${type}/{vmid}/pending`, reply: (asked) => pending(asked, type) },
  { template: `/nodes/{node}/${type}/{vmid}/snapshot`, reply: (asked) => snapshots(asked, type) },
  {
    template: `/nodes/{node}/${type}/{vmid}/snapshot/{snapname}/config`,
    reply: (asked) => snapshotConfig(asked, type),
  },
])
