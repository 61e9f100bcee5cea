/** How many remotes one of several processes reads, and how many none of them may. */
export interface ReadShare {
  readonly held: number
  readonly unread: number
}
