/** How many remotes one of several processes reads, and how many none of them does. */
export interface ReadShare {
  readonly held: number
  readonly unread: number
}

/** Why no process reads a remote. */
export type Unread =
  /** None of those that read is at its site, or without a site. */
  | { readonly why: 'stranded' }
  /** So many ended, one after the other, while they read it. */
  | { readonly why: 'given-up'; readonly times: number }
