import type { Failure } from './failure.ts'
import type { KnownNode, Remote, RemoteChange, RemoteInput } from './remote.ts'
import type { PveCourse, PveSubject, Timeframe } from './sample.ts'

/** A host key or certificate as the host showed it. */
export interface Fingerprint {
  /** `ssh-ed25519`, `ssh-rsa`, …; `tls` for a certificate. */
  readonly type: string
  /** `SHA256:…` */
  readonly sha256: string
}

/** Why no connection came about that could be used. */
export type Refusal =
  /** Nobody confirmed this key yet, or it is not the one that was confirmed (`expected`). */
  | {
      readonly kind: 'untrusted'
      readonly fingerprints: readonly Fingerprint[]
      /** The key that was given or pinned; null where there was none. */
      readonly expected: string | null
    }
  | { readonly kind: 'not-pve'; readonly message: string }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface Member {
  readonly nodeId: number
  readonly name: string
  readonly address: string
  /** As corosync says; null where it does not. */
  readonly online: boolean | null
}

export type AddOutcome =
  | {
      readonly kind: 'added'
      readonly remote: Remote
      /** Both null for a standalone node. */
      readonly cluster: { readonly name: string | null; readonly quorate: boolean | null }
      readonly members: readonly Member[]
    }
  | { readonly kind: 'already-known'; readonly remoteId: number }
  | Refusal

export type ChangeOutcome =
  { readonly kind: 'changed'; readonly remote: Remote } | { readonly kind: 'not-found' } | Refusal

/** Where a member is reached from here, as its operator says. */
export interface MemberChange {
  /** Null: where its cluster says. */
  readonly address: string | null
  /** Null: the port of its remote. */
  readonly sshPort: number | null
  /** Null: the key that its cluster knows it by. */
  readonly sshHostKeySha256: string | null
}

/** Tries in a row to read a node that it did not answer. Times are milliseconds since the epoch. */
export interface Silence {
  readonly times: number
  /** When the first of them began. */
  readonly since: number
  /** When it is tried again; null where it is not before the operator acts. */
  readonly nextAt: number | null
}

/** A member of a remote, as it is read. */
export interface MemberState extends Pick<KnownNode, 'name' | 'address' | 'sshPort' | 'addressSetBy'> {
  readonly nodeId: number
  /** Why it is not asked until the operator acts. */
  readonly stopped: Failure | null
  /** Null where it answers, was not tried yet, or whoever tries it does not tell. */
  readonly silence: Silence | null
}

export type MemberOutcome =
  { readonly kind: 'changed'; readonly member: MemberState } | { readonly kind: 'not-found' } | Refusal

export type TestOutcome =
  | {
      readonly kind: 'reached'
      /** Name of the node that answered. */
      readonly node: string
      readonly pveVersion: string | null
      readonly milliseconds: number
    }
  | { readonly kind: 'not-found' }
  | Refusal

export interface CourseOutcome {
  /** Knows nothing where it could not be read. */
  readonly course: PveCourse
  /** Why it could not be read. */
  readonly failure: Failure | null
}

/** What the API may ask of the outside world. None of these rejects for what a host does or says. */
export interface RemoteDesk {
  add(input: RemoteInput): Promise<AddOutcome>
  /** A new address or sign-in is tried before it is kept. */
  change(id: number, change: RemoteChange): Promise<ChangeOutcome>
  /** False where there is no such remote. */
  remove(id: number): Promise<boolean>
  test(id: number): Promise<TestOutcome>
  /** Empty where there is no such remote. */
  members(remoteId: number): Promise<readonly MemberState[]>
  /** A new address is tried before it is kept. */
  changeMember(remoteId: number, nodeId: number, change: MemberChange): Promise<MemberOutcome>
  /**
   * Reads a node, joining a read under way. With `maxAgeSeconds` only what is older is read. Resolves when it is read
   * or a bounded wait has passed: whether what is known is now as young as asked.
   */
  refresh(nodeId: number, maxAgeSeconds?: number): Promise<boolean>
  /** The same of one guest that is on this node. */
  refreshGuest(nodeId: number, vmid: number, maxAgeSeconds?: number): Promise<boolean>
  /** What PVE itself has kept of a subject, read now unless it was read lately. Resolves within a bounded wait. */
  course(subject: PveSubject, timeframe: Timeframe): Promise<CourseOutcome>
}
