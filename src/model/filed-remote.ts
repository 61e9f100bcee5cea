import type { Failure } from './failure.ts'
import type { RemoteInput } from './remote.ts'

/** A remote as the file of remotes has it. */
export interface FiledRemote extends RemoteInput {
  readonly name: string
  /** Where members are reached from here, by their names; the others where their cluster says. */
  readonly members: ReadonlyMap<string, { readonly address: string; readonly sshPort: number | null }>
}

/** What has become of a remote of the file; null once it is as the file says. */
export type Told = (name: string, failure: Failure | null) => void
