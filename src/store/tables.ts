import type { Generated, Selectable } from 'kysely'

interface RemoteTable {
  id: Generated<number>
  name: string
  address: string
  cluster: string | null
  /** JSON, without the secrets. */
  ssh: string | null
  /** JSON, without the secrets. */
  api: string | null
  added_at: number
}

interface SecretTable {
  remote_id: number
  /** For example `ssh.password`. */
  field: string
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
  first_seen_at: number
  last_seen_at: number
}

interface ObservationTable {
  node_id: number
  collector: string
  /** JSON of the last look, without the value it read. */
  last: string
  /** JSON of the last good value; null when there never was one. */
  good: string | null
}

export interface Tables {
  remote: RemoteTable
  secret: SecretTable
  pin: PinTable
  node: NodeTable
  observation: ObservationTable
}

export type RemoteRow = Selectable<RemoteTable>
export type PinRow = Selectable<PinTable>
export type NodeRow = Selectable<NodeTable>
