import { cluster } from '../collectors/cluster/cluster.ts'
import { COLLECTORS } from '../collectors/index.ts'
import { nodeUse } from '../collectors/node/node-use.ts'
import { time } from '../collectors/node/time.ts'
import { version } from '../collectors/node/version.ts'
import type { Kept } from '../model/observation.ts'
import type { Gone } from '../model/remote.ts'
import { isoTime } from './fields.ts'
import { factOf, lastGood, liveFact } from './kept.ts'
import type { KeptByCollector } from './kept.ts'
import { bondsOf } from './parts/bonds.ts'
import { cpuOf } from './parts/cpu.ts'
import { hardwareOf, machineOf } from './parts/hardware.ts'
import { licenseOf } from './parts/license.ts'
import { memoryOf, rootOf } from './parts/memory.ts'
import { guestPortsOf, networkOf } from './parts/network.ts'
import { storageOf, thinPoolsOf, zfsPoolsOf } from './parts/storage.ts'
import { temperatureOf } from './parts/temperature.ts'
import { certificatesOf, servicesOf, updatesOf } from './parts/upkeep.ts'
import { findingsOf, FRESH_MS, sectionsOf } from './sections.ts'
import type { Include } from './sections.ts'
import type { HostDetails } from './shapes.ts'
import { newestCluster, statusOf } from './status.ts'

/** Whose facts they are, and when they are looked at. */
export interface Context {
  readonly nodeId: number | null
  readonly hostname: string
  readonly address: string
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The cluster it was known to be in: with corosync dead a member looks exactly like a standalone node. */
  readonly knownCluster?: string | null
  /** What the other members of the cluster said of it. */
  readonly otherMembers?: readonly (Kept | undefined)[]
  /** Set where its cluster has it no longer. */
  readonly gone?: Gone | null
}

export type Identity = Pick<
  HostDetails,
  | 'hostname'
  | 'address'
  | 'cluster'
  | 'status'
  | 'proxmox_version'
  | 'kernel_version'
  | 'uptime_seconds'
  | 'collected_at'
  | 'stale'
>

function newestRead(kept: KeptByCollector): number | null {
  const reads = COLLECTORS.map((collector) => lastGood(kept, collector)?.at).filter((at) => at !== undefined)
  return reads.length > 0 ? Math.max(...reads) : null
}

/** What every view of a node begins with. */
export function identityOf(kept: KeptByCollector, context: Context): Identity {
  const { hostname, address, now, otherMembers = [], knownCluster = null } = context
  const facts = factOf(kept, version)
  const newest = newestRead(kept)
  const said = factOf(kept, cluster)?.name ?? newestCluster(otherMembers, now)?.name ?? knownCluster
  return {
    hostname,
    address,
    cluster: said,
    status: context.gone ? 'offline' : statusOf(hostname, kept, otherMembers, now),
    proxmox_version: facts?.pveVersion ?? null,
    kernel_version: facts?.kernelVersion ?? null,
    uptime_seconds: liveFact(kept, nodeUse, version)?.uptimeSeconds ?? facts?.uptimeSeconds ?? null,
    collected_at: isoTime(newest),
    stale: newest !== null && now - newest > FRESH_MS,
  }
}

/** Everything known of one node: the last good values, and for each section how it was read. */
export function hostDetails(kept: KeptByCollector, context: Context & { readonly include: Include }): HostDetails {
  const { nodeId, include, now } = context
  const facts = factOf(kept, version)
  return {
    node_id: nodeId,
    ...identityOf(kept, context),
    boot_mode: facts?.bootMode ?? null,
    secure_boot: facts?.secureBoot ?? null,
    timezone: factOf(kept, time)?.timezone ?? null,
    cpu: cpuOf(kept),
    memory: memoryOf(kept),
    root: rootOf(kept),
    ...(include.storage && {
      storage: storageOf(kept),
      zfs_pools: zfsPoolsOf(kept),
      thin_pools: thinPoolsOf(kept),
    }),
    ...(include.network && { network: networkOf(kept), bonds: bondsOf(kept), guest_ports: guestPortsOf(kept) }),
    temperature: temperatureOf(kept),
    license: licenseOf(kept),
    ...(include.hardware && { ...machineOf(kept), hardware: hardwareOf(kept) }),
    services: servicesOf(kept),
    updates: updatesOf(kept),
    certificates: certificatesOf(kept),
    findings: findingsOf(kept, include),
    sections: sectionsOf(kept, include, now),
  }
}
