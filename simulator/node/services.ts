import { dice } from '../dice.ts'
import type { View } from '../state/view.ts'
import { printed } from './answer.ts'
import type { Answer } from './answer.ts'

export interface Service {
  /** As PVE calls it. */
  readonly name: string
  /** As systemd calls it. */
  readonly unit: string
  readonly description: string
  readonly state: 'running' | 'dead' | 'failed'
  readonly active: 'active' | 'inactive' | 'failed'
  readonly enabled: 'enabled' | 'disabled' | 'not-found'
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  chrony: 'chrony, an NTP client/server',
  corosync: 'Corosync Cluster Engine',
  cron: 'Regular background program processing daemon',
  ksmtuned: 'Kernel Samepage Merging (KSM) Tuning Daemon',
  lxcfs: 'FUSE filesystem for LXC',
  postfix: 'Postfix Mail Transport Agent',
  'proxmox-firewall': 'Proxmox nftables firewall',
  'pve-cluster': 'The Proxmox VE cluster filesystem',
  'pve-firewall': 'Proxmox VE firewall',
  'pve-ha-crm': 'PVE Cluster HA Resource Manager Daemon',
  'pve-ha-lrm': 'PVE Local HA Resource Manager Daemon',
  'pve-lxc-syscalld': 'Proxmox VE LXC Syscall Daemon',
  pvedaemon: 'PVE API Daemon',
  'pvefw-logger': 'Proxmox VE firewall logger',
  pveproxy: 'PVE API Proxy Server',
  pvescheduler: 'Proxmox VE scheduler',
  pvestatd: 'PVE Status Daemon',
  qmeventd: 'PVE Qemu Event Daemon',
  spiceproxy: 'PVE SPICE Proxy Server',
  sshd: 'OpenBSD Secure Shell server',
  syslog: 'System Logging Service',
  'systemd-journald': 'Journal Service',
  'systemd-timesyncd': 'Network Time Synchronization',
}

/** PVE 9 lists these too. */
const SINCE_NINE = new Set(['lxcfs', 'proxmox-firewall', 'pve-lxc-syscalld', 'qmeventd'])
const ABSENT = new Set(['syslog', 'systemd-timesyncd'])

export function servicesOf({ node }: View): Service[] {
  const { line } = node.release
  const broken = dice(node.label, 'services').chance(0.04) ? 'pvescheduler' : null
  return Object.entries(DESCRIPTIONS)
    .filter(([name]) => line === '9.2' || !SINCE_NINE.has(name))
    .map(([name, description]): Service => {
      const unit =
        name === 'sshd'
          ? 'ssh'
          : name === 'syslog'
            ? 'rsyslog'
            : name === 'postfix' && line !== '9.2'
              ? 'postfix@-'
              : name
      if (ABSENT.has(name))
        return {
          name,
          unit: name,
          description: `${name}.service`,
          state: 'dead',
          active: 'inactive',
          enabled: 'not-found',
        }
      const idle = name === 'corosync' && node.cluster.name === null
      if (name === broken) return { name, unit, description, state: 'failed', active: 'failed', enabled: 'enabled' }
      return {
        name,
        unit,
        description,
        state: idle ? 'dead' : 'running',
        active: idle ? 'inactive' : 'active',
        enabled: 'enabled',
      }
    })
}

/** `systemctl show`, an empty line between units. */
export function systemctlShow(view: View): Answer {
  const blocks = servicesOf(view).map(({ unit, enabled, active, state, description }) =>
    [
      `Id=${unit}.service`,
      `Description=${description}`,
      `LoadState=${enabled === 'not-found' ? 'not-found' : 'loaded'}`,
      `ActiveState=${active}`,
      `SubState=${state}`,
      `UnitFileState=${enabled === 'not-found' ? '' : enabled}`,
      '',
    ].join('\n'),
  )
  return printed(blocks.join('\n'), 0.02)
}
