import type { Finding } from '../model/finding.ts'
import type { GuestIdentity } from './guest-shapes.ts'
import type { ShownFinding } from './sections.ts'

/** States in which QEMU gave up on a VM (qapi/run-state.json). */
const BROKEN = new Set(['guest-panicked', 'internal-error', 'io-error', 'watchdog'])

/** States of the HA manager in which it could not do its work (PVE/HA/Manager.pm); `disabled` and `ignored` are none (trap 20). */
const HA_TROUBLE: ReadonlyMap<string, Finding['severity']> = new Map([
  ['error', 'critical'],
  ['fence', 'critical'],
  ['recovery', 'warning'],
])

const labelOf = ({ type, vmid, name }: GuestIdentity): string =>
  `${type === 'qemu' ? 'VM' : 'container'} ${vmid}${name === null ? '' : ` (${name})`}`

/** What deserves attention in the state of a guest. */
export function stateFindings(guest: GuestIdentity): ShownFinding[] {
  const { status, qmp_status, ha, vmid } = guest
  const found: Finding[] = []
  if (status === 'paused' && qmp_status !== null && BROKEN.has(qmp_status)) {
    const hint = `qm status ${vmid} --verbose`
    found.push({ severity: 'critical', text: `${labelOf(guest)} stands still: ${qmp_status}`, hint })
  }
  const severity = HA_TROUBLE.get(ha.state ?? '')
  if (severity) {
    const text = `high availability has ${labelOf(guest)} in state ${ha.state ?? ''}`
    found.push({ severity, text, hint: 'ha-manager status' })
  }
  return found.map((one) => ({ section: 'runtime', ...one }))
}
