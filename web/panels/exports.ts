import type { Export } from '../table/asked.ts'

const same = (...ids: readonly string[]): Record<string, string> => Object.fromEntries(ids.map((id) => [id, id]))

const PLACE = ['node', 'cluster', 'type'] as const
const AGE = { age: '-collected_at' } as const

/** What of the lists the server can be asked for as they are shown. */
export const EXPORTS = {
  nodes: {
    name: 'nodes',
    terms: ['node', 'cluster', 'status'],
    sorts: {
      ...same('name', 'cluster', 'address'),
      cpu: 'cpu.used_percent',
      storage: 'storage.used_percent',
      hottest: 'temperature.highest_c',
      guests: 'guests.running',
      pve: 'proxmox_version',
      kernel: 'kernel_version',
      uptime: 'uptime_seconds',
      model: 'cpu.model',
      sockets: 'cpu.sockets',
      cores: 'cpu.cores',
      threads: 'cpu.threads',
      installed: 'memory.total_bytes',
      load: 'cpu.load_1m',
      expires: 'license.expires',
      ...AGE,
    },
  },
  guests: {
    name: 'vms',
    terms: [...PLACE, 'status', 'tag', 'vmid'],
    sorts: {
      ...same('vmid', 'name', 'type', 'node', 'cluster', 'os'),
      cpu: 'cpu_percent',
      memory: 'mem_percent',
      disk: 'storage_used_bytes',
      uptime: 'uptime_seconds',
      snapshots: 'snapshots.count',
      oldest: 'snapshots.oldest_at',
      ...AGE,
    },
  },
  storage: {
    name: 'storage',
    terms: [...PLACE, 'status'],
    sorts: {
      ...same('name', 'type', 'content', 'cluster'),
      usage: 'used_percent',
      used: 'used_bytes',
      size: 'total_bytes',
      free: 'available_bytes',
      ...AGE,
    },
  },
  network: {
    name: 'network',
    terms: [...PLACE, 'status', 'vmid'],
    sorts: { ...same('node', 'name', 'type', 'mac', 'mtu'), speed: 'speed_mbps', ...AGE },
  },
  snapshots: {
    name: 'snapshots',
    terms: [...PLACE, 'tag', 'vmid'],
    sorts: {
      ...same('snapshot', 'node', 'vmid', 'cluster', 'type', 'parent'),
      guest: 'name',
      taken: '-created_at',
      day: 'created_at',
      size: 'size_bytes',
      memory: 'with_memory',
      ...AGE,
    },
  },
  licenses: {
    name: 'licenses',
    terms: [...PLACE, 'status'],
    sorts: { ...same('node', 'cluster', 'level', 'sockets', 'expires', 'product'), checked: 'checked_at', ...AGE },
  },
} as const satisfies Record<string, Export>
