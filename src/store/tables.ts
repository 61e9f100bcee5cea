import type { Generated, Selectable } from 'kysely'
import type { Actor, AuditAction } from '../model/audit.ts'
import type { EventKind } from '../model/fleet-event.ts'
import type { KnownNode } from '../model/remote.ts'

interface RemoteTable {
  id: Generated<number>
  name: string
  address: string
  cluster: string | null
  /** JSON, without the secrets. */
  ssh: string | null
  /** JSON, without the secrets. */
  api: string | null
  /** 1 for one that the file of remotes holds. */
  from_file: Generated<number>
  site: string | null
  added_at: number
}

interface SecretTable {
  remote_id: number
  /** For example `ssh.password`. */
  field: string
  sealed: string
}

interface OwnSecretTable {
  name: string
  sealed: string
}

interface PinTable {
  remote_id: number
  kind: 'ssh' | 'tls'
  host: string
  port: number
  sha256: string
  key_type: string | null
}

interface NodeTable {
  id: Generated<number>
  remote_id: number
  name: string
  address: string
  ssh_port: number | null
  address_set_by: KnownNode['addressSetBy']
  corosync_id: number | null
  corosync_ip: string | null
  gone_since: number | null
  renamed_to: string | null
  first_seen_at: number
  last_seen_at: number
}

/** What was seen by one collector. */
interface Seen {
  collector: string
  /** JSON of the last look, without the value it read. */
  last: string
  /** JSON of the last good value; null when there never was one. */
  good: string | null
}

interface ObservationTable extends Seen {
  node_id: number
}

interface GuestObservationTable extends Seen {
  remote_id: number
  vmid: number
}

interface AuditTable {
  id: Generated<number>
  at: number
  action: AuditAction
  actor_kind: Actor['kind']
  actor_name: string | null
  subject: string | null
  from: string | null
  ok: number
}

interface FleetEventTable {
  id: Generated<number>
  remote_id: number
  node_id: number | null
  vmid: number | null
  name: string | null
  at: number
  kind: EventKind
  what: string | null
  from: string | null
  to: string | null
}

interface ToldTable {
  remote_id: number
  /** JSON; what it means is for its writer to say. */
  told: string
}

interface SampleTable {
  span_ms: number
  at: number
  subject: string
  /** JSON. */
  figures: string
}

/** But for those of users, which better-auth reads and writes. */
export interface Tables {
  remote: RemoteTable
  secret: SecretTable
  own_secret: OwnSecretTable
  pin: PinTable
  node: NodeTable
  observation: ObservationTable
  guest_observation: GuestObservationTable
  audit_event: AuditTable
  fleet_event: FleetEventTable
  told: ToldTable
  sample: SampleTable
}

export type SeenRow = Selectable<Seen>
export type NodeLookRow = Selectable<ObservationTable>
export type GuestRow = Selectable<GuestObservationTable>
export type RemoteRow = Selectable<RemoteTable>
export type PinRow = Selectable<PinTable>
export type NodeRow = Selectable<NodeTable>
export type AuditRow = Selectable<AuditTable>
export type SampleRow = Selectable<SampleTable>
export type FleetEventRow = Selectable<FleetEventTable>
