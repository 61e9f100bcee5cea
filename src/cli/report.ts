import type { VmFullDetails } from '../fleet/guest-shapes.ts'
import type { ClusterItem, HostDetails } from '../fleet/shapes.ts'
import type { Collected } from './collect.ts'
import { bytes, columns, duration, known, titled } from './table.ts'

/** What a look found, for people. */
export function reportOf({ host, guests, cluster, problems }: Collected): string {
  const missing = problems.filter(({ status }) => status === 'failed')
  const absent = problems.filter(({ status }) => status === 'absent')
  return [
    ...columns([[host.hostname, `Proxmox VE ${known(host.proxmox_version)}`, `up ${duration(host.uptime_seconds)}`]]),
    ...titled('Attention', findings(host)),
    ...titled('Machine', machine(host)),
    ...titled('Temperatures', temperatures(host)),
    ...titled('Storage', storage(host)),
    ...titled('ZFS pools', pools(host)),
    ...titled('LVM thin pools', thinPools(host)),
    ...titled('Disks', disks(host)),
    ...titled('Network', network(host)),
    ...titled('Subscription and upkeep', upkeep(host)),
    ...titled('Cluster', clusterLines(cluster)),
    ...titled('Guests', guestLines(guests)),
    ...titled(
      'Could not be read',
      columns(missing.map(({ section, kind, reason, hint }) => [section, known(kind), known(reason), hint ?? ''])),
    ),
    ...titled('Not there', columns(absent.map(({ section, reason, hint }) => [section, known(reason), hint ?? '']))),
  ].join('\n')
}

const share = (used: number | null, total: number | null): string =>
  used === null && total === null ? '–' : `${bytes(used)} of ${bytes(total)}`

const findings = ({ findings: found }: HostDetails): string[] =>
  columns(found.map(({ severity, text, hint }) => [severity, text, hint ?? '']))

function machine({ cpu, memory, root, system, bios, board, hardware, ...host }: HostDetails): string[] {
  const cores = `sockets ${known(cpu.sockets)}, cores ${known(cpu.cores)}, threads ${known(cpu.threads)}`
  const loads = [cpu.load_1m, cpu.load_5m, cpu.load_15m].map((load) => known(load)).join(' ')
  const modules = hardware?.memory_modules?.map(
    ({ slot, size_bytes, type }) => `${known(slot)} ${bytes(size_bytes)} ${known(type)}`,
  )
  const boot = `${known(host.boot_mode)}${host.secure_boot ? ', secure boot' : ''}`
  return columns([
    ['CPU', `${known(cpu.model)}: ${cores}`],
    ['CPU use', `${known(cpu.used_percent, ' %')}, IO wait ${known(cpu.iowait_percent, ' %')}, load ${loads}`],
    ['Memory', `${share(memory.used_bytes, memory.total_bytes)} used, ZFS ARC ${bytes(memory.arc_bytes)}`],
    ['Swap', memory.swap_total_bytes === 0 ? 'none' : `${share(memory.swap_used_bytes, memory.swap_total_bytes)} used`],
    ['Root', `${share(root.used_bytes, root.total_bytes)} used`],
    ['Kernel', `${known(host.kernel_version)}, ${boot}, time zone ${known(host.timezone)}`],
    ['System', `${known(system?.vendor)} ${known(system?.product)}, serial ${known(system?.serial)}`],
    ['Board', `${known(board?.vendor)} ${known(board?.name)}`],
    ['BIOS', `${known(bios?.vendor)} ${known(bios?.version)} (${known(bios?.date)})`],
    ...(modules?.length ? [['Modules', modules.join(', ')]] : []),
  ])
}

const temperatures = ({ temperature }: HostDetails): string[] =>
  columns(
    temperature.readings?.map(({ chip, sensor, temp_c, high_c, critical_c }) => [
      `${temp_c.toFixed(1)} °C`,
      sensor,
      chip,
      `high ${known(high_c)}, critical ${known(critical_c)}`,
    ]) ?? [],
  )

const storage = ({ storage: storages }: HostDetails): string[] =>
  columns(
    storages?.map(({ name, type, active, enabled, used_bytes, total_bytes, used_percent, pool, health, content }) => [
      name,
      type,
      active ? 'active' : enabled ? 'not active' : 'disabled',
      share(used_bytes, total_bytes),
      known(used_percent, ' %'),
      pool === null ? '' : `${pool} ${health ?? ''}`,
      content,
    ]) ?? [],
  )

const pools = ({ zfs_pools }: HostDetails): string[] =>
  columns(
    zfs_pools?.map(({ name, health, allocated_bytes, size_bytes, fragmentation_percent, scrub }) => [
      name,
      health,
      share(allocated_bytes, size_bytes),
      `fragmentation ${known(fragmentation_percent, ' %')}`,
      scrub ?? '',
    ]) ?? [],
  )

const thinPools = ({ thin_pools }: HostDetails): string[] =>
  columns(
    thin_pools?.map(({ name, size_bytes, data_used_percent, metadata_used_percent }) => [
      name,
      bytes(size_bytes),
      `data ${known(data_used_percent, ' %')}`,
      `metadata ${known(metadata_used_percent, ' %')}`,
    ]) ?? [],
  )

const disks = ({ hardware }: HostDetails): string[] =>
  columns(
    hardware?.disks?.map(({ path, type, model, size_bytes, health, wear_used_percent, temp_c, used_for }) => [
      path,
      type,
      known(model),
      bytes(size_bytes),
      `health ${known(health)}`,
      `wear ${known(wear_used_percent, ' %')}`,
      known(temp_c, ' °C'),
      used_for ?? '',
    ]) ?? [],
  )

const network = ({ network: interfaces }: HostDetails): string[] =>
  columns(
    interfaces?.map(({ name, type, state, mac, ipv4, ipv6, speed_mbps, mtu, master, gateway }) => [
      name,
      type,
      state,
      known(mac),
      known(speed_mbps, ' Mbit/s'),
      `mtu ${known(mtu)}`,
      master === null ? '' : `in ${master}`,
      [...ipv4, ...ipv6].join(' '),
      gateway === null ? '' : `gateway ${gateway}`,
    ]) ?? [],
  )

function upkeep({ license, updates, services, certificates }: HostDetails): string[] {
  const running = services?.filter(({ state }) => state === 'running').length
  const failed = services?.filter(({ state }) => state === 'failed').map(({ name }) => name)
  return columns([
    ['Subscription', `${known(license.status)}, level ${known(license.level)}, expires ${known(license.expires)}`],
    ['Updates', `${known(updates.pending)} pending, ${known(updates.security)} for security`],
    [
      'Services',
      `${known(running)} of ${known(services?.length)} running${failed?.length ? `, failed: ${failed.join(', ')}` : ''}`,
    ],
    ...(certificates?.map(({ file, expires }) => ['Certificate', `${file}, expires ${known(expires?.slice(0, 10))}`]) ??
      []),
  ])
}

const guestLines = (guests: readonly VmFullDetails[]): string[] =>
  columns(
    guests.map(({ vmid, name, type, status, template, runtime, ip_addresses, snapshots, ...guest }) => [
      String(vmid),
      type === 'qemu' ? 'VM' : 'CT',
      name ?? '',
      template ? 'template' : status,
      guest.lock === null ? '' : `lock ${guest.lock}`,
      `CPU ${known(runtime.cpu_percent, ' %')}`,
      `memory ${share(runtime.mem_used_bytes, runtime.mem_total_bytes)}`,
      `disks ${share(guest.storage_used_bytes, guest.storage_size_bytes)}`,
      `snapshots ${known(snapshots.count)}`,
      ip_addresses.all?.join(' ') ?? '',
    ]),
  )

function clusterLines({ name, quorate, nodes }: ClusterItem): string[] {
  if (name === null) return ['standalone node']
  const quorum = quorate === null ? 'quorum unknown' : quorate ? 'quorate' : 'NO QUORUM'
  return columns([
    [name, quorum, ''],
    ...nodes.map((node) => [
      node.name,
      node.online === null ? 'unknown' : node.online ? 'online' : 'offline',
      known(node.ip),
    ]),
  ])
}
