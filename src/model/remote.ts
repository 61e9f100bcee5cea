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
}

/** A cluster or standalone node the operator added. */
export interface Remote {
  readonly id: number
  readonly name: string
  readonly address: string
  /** The cluster's name as PVE says it; null for a standalone node. */
  readonly cluster: string | null
  readonly ssh: SshAccess | null
  readonly api: ApiAccess | null
  readonly pins: readonly Pin[]
  /** Milliseconds since the epoch. */
  readonly addedAt: number
}

/** What the operator changes; what is left out stays. Secrets left out stay, null takes them away. */
export interface RemoteChange {
  readonly name?: string
  readonly address?: string
  readonly ssh?: Partial<SshAccess> | null
  readonly api?: Partial<ApiAccess> | null
  readonly sshHostKeySha256?: string
  readonly tlsFingerprintSha256?: string
}

/** A node with its identity: (remote, name), kept for ever under one number. */
export interface KnownNode {
  readonly id: number
  readonly remoteId: number
  /** As PVE names it, without a domain. */
  readonly name: string
  /** Where it is reached from here. */
  readonly address: string
  /** Milliseconds since the epoch. */
  readonly firstSeenAt: number
  readonly lastSeenAt: number
}
