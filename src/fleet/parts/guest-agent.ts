import { z } from 'zod'
import { addresses } from '../../collectors/guest/addresses.ts'
import { agent } from '../../collectors/guest/agent.ts'
import { filesystems } from '../../collectors/guest/filesystems.ts'
import { agentIn } from '../../pve/guest-config.ts'
import { flag, list, number, text } from '../fields.ts'
import { rawOf } from '../guest-view.ts'
import type { GuestView } from '../guest-view.ts'
import { factOf } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'
import { lastLook, reasonOf } from '../sections.ts'
import { isStopped } from './guest-state.ts'
import { oncePer } from '../once-per.ts'

const filesystemShape = z.object({
  mountpoint: z.string().describe('where it is mounted, for example / or C:\\'),
  type: text('kind of file system, for example ext4'),
  total_bytes: number('size, in bytes'),
  used_bytes: number('space in use, in bytes'),
})
type Filesystem = z.infer<typeof filesystemShape>

export const guestAgentShape = z.object({
  enabled: flag('whether the configuration has the guest agent; null for a container, which needs none'),
  options: z.record(z.string(), z.string()).nullable().describe('its options as PVE has them'),
  running: flag('whether it answers; null when it was not asked'),
  version: text('version of the agent'),
  os: text('operating system as the guest names itself'),
  kernel: text('release of its kernel'),
  hostname: text('name the guest has for itself'),
  filesystems: list(filesystemShape, 'file systems mounted in the guest'),
  reason: text('why the agent does not tell'),
})

/** PVE takes a VM with `agent: 0` for one that does not answer (PVE/QemuServer/Agent.pm). */
const NOT_ENABLED = 'the guest agent is not enabled'

const settingOf = oncePer(agentIn)

/** Whether a look says that the agent runs; null where it says nothing, as after a refusal. */
function verdict(collector: typeof agent | typeof addresses, kept: KeptByCollector): boolean | null {
  const outcome = lastLook(kept, collector)?.outcome
  if (outcome?.status !== 'failed') return outcome ? outcome.status === 'ok' : null
  return collector.waited?.(outcome) === true ? false : null
}

/** Whether the agent answered any of what was asked last; null when that is not known. */
export function agentRuns(view: GuestView): boolean | null {
  if (view.type === 'lxc') return null
  if (isStopped(view)) return false
  const verdicts = [verdict(agent, view.ofGuest), verdict(addresses, view.ofGuest)]
  return verdicts.includes(true) || (verdicts.includes(false) ? false : null)
}

function filesystemsOf({ ofGuest }: GuestView): Filesystem[] | null {
  const found = factOf(ofGuest, filesystems)?.filesystems.map(({ mountpoint, type, totalBytes, usedBytes }) => ({
    mountpoint,
    type,
    total_bytes: totalBytes,
    used_bytes: usedBytes,
  }))
  return found ?? null
}

function reasonFor(view: GuestView, enabled: boolean | undefined): string | null {
  const reason = reasonOf(view.ofGuest, agent)
  if (reason !== null && enabled === false) return NOT_ENABLED
  return reason ?? (isStopped(view) ? 'the VM is not running' : null)
}

/** What the agent tells; of a container, which has none, everything is unknown. */
export function guestAgent(view: GuestView): z.infer<typeof guestAgentShape> {
  const isVm = view.type === 'qemu'
  const raw = isVm ? rawOf(view) : null
  const setting = raw && settingOf(raw)
  const fact = isVm ? factOf(view.ofGuest, agent) : null
  return {
    enabled: setting?.enabled ?? null,
    options: setting && { ...setting.options },
    running: agentRuns(view),
    version: fact?.version ?? null,
    os: fact?.os ?? null,
    kernel: fact?.kernel ?? null,
    hostname: fact?.hostname ?? null,
    filesystems: isVm ? filesystemsOf(view) : null,
    reason: isVm ? reasonFor(view, setting?.enabled) : 'a container has no guest agent',
  }
}
