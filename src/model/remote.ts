import type { Secret } from './secret.ts'

/** How to sign in over SSH. At least one of key, password and agent is given. */
export interface SshAccess {
  readonly port: number
  readonly username: string
  /** PEM or OpenSSH format. */
  readonly privateKey: Secret | null
  readonly passphrase: Secret | null
  readonly password: Secret | null
  readonly useAgent: boolean
  /** Whether root's rights come from `sudo -n`. */
  readonly sudo: boolean
}

/** How to sign in to the PVE HTTPS API. */
export interface ApiAccess {
  readonly port: number
  /** `USER@REALM!TOKENID`. */
  readonly tokenId: string
  readonly tokenSecret: Secret
}

/** The key of a host that the operator confirmed, or that was learnt over a member already trusted. */
export interface Pin {
  readonly kind: 'ssh' | 'tls'
  readonly host: string
  readonly port: number
  /** `SHA256:…` as OpenSSH prints it, for both kinds. */
  readonly sha256: string
  /** `ssh-rsa`, …, of a key that was learnt; null for one the operator confirmed by its fingerprint alone. */
  readonly keyType: string | null
}

/** A cluster or standalone node as the operator describes it. */
export interface RemoteInput {
  /** Null: named after its cluster or node. */
  readonly name: string | null
  readonly address: string
  readonly ssh: SshAccess | null
  readonly api: ApiAccess | null
  /** The host key the operator confirms for `address`, `SHA256:…`. */
  readonly sshHostKeySha256: string | null
  readonly tlsFingerprintSha256: string | null
  /** Where it is, which says who reads it; null for nowhere in particular. */
  readonly site: string | null
}

/** A cluster or standalone node the operator added. */
export interface Remote {
  readonly id: number
  readonly name: string
  readonly address: string
  /** The cluster's name as PVE says it; null for a standalone node. */
  readonly cluster: string | null
  /** Where it is, which says who reads it; null for nowhere in particular. */
  readonly site: string | null
  readonly ssh: SshAccess | null
  readonly api: ApiAccess | null
  readonly pins: readonly Pin[]
  /** Whether it is kept in the file of remotes: what the file does not say is not changed then. */
  readonly fromFile: boolean
  /** Milliseconds since the epoch. */
  readonly addedAt: number
}

/** What the operator changes; what is left out stays. Secrets left out stay, null takes them away. */
export interface RemoteChange {
  readonly name?: string
  readonly address?: string
  readonly ssh?: Partial<SshAccess> | null
  readonly api?: Partial<ApiAccess> | null
  readonly site?: string | null
  readonly sshHostKeySha256?: string
  readonly tlsFingerprintSha256?: string
}

/** What corosync knows a member by; null for what it has not told yet, or on a standalone node. */
export interface CorosyncMember {
  readonly id: number | null
  readonly ip: string | null
}

/** What is known of a node that its cluster no longer has. */
export interface Gone {
  /** Milliseconds since the epoch. */
  readonly since: number
  /** What it is called now, if it was renamed. */
  readonly renamedTo: string | null
}

/** A node with its identity: (remote, name), kept under one number for as long as its cluster has it. */
export interface KnownNode {
  readonly id: number
  readonly remoteId: number
  /** As PVE names it, without a domain. */
  readonly name: string
  /** Where it is reached from here. */
  readonly address: string
  /** Port of its sshd; null: the port of its remote. */
  readonly sshPort: number | null
  /** The cluster's word is followed; what an operator set stays. */
  readonly addressSetBy: 'operator' | 'cluster'
  readonly corosync: CorosyncMember
  readonly gone: Gone | null
  /** Milliseconds since the epoch. */
  readonly firstSeenAt: number
  readonly lastSeenAt: number
}
