/** One thing that may run on a node or be read there. The list of them is closed. */
export interface Permission {
  readonly kind: 'program' | 'file' | 'path'
  /** Of a program its name in the list; else what is read. */
  readonly name: string
  /** The commands in it that run as root; of a file `cat`, of an API path `pvesh`. */
  readonly asRoot: readonly string[]
  /** The Debian package of a program, where it is not on every node. */
  readonly package: string | null
  /** What an API token takes to read a path, each with its alternatives; empty where it takes nothing, null where no token can. */
  readonly privileges: readonly (readonly string[])[] | null
  /** Names of the collectors that ask for it. */
  readonly collectors: readonly string[]
  /** API paths that are answered from it where the API is not asked. */
  readonly answers: readonly string[]
  /** What else it is for: to tell who answers, the host keys of the other members, or how something was. */
  readonly purpose: 'identify' | 'member-keys' | 'history' | null
  /** What runs, in POSIX sh; null for what has no text of its own. */
  readonly text: string | null
}
