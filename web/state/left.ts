/** Where a list stood when its page was left. */
interface Left {
  /** How far it was scrolled, in pixels. */
  readonly offset: number
  /** The row that the Tab key led to. */
  readonly row: number
}

/** As the router keeps it in each entry of the history. */
interface Entry {
  readonly position?: number
  readonly forward?: string | null
}

const entry = (): Entry => (history.state as Entry | null) ?? {}

const places = new Map<number, Left>()

/** Notes where the list of the open page stands when that is left, and says where it stood when it is come back to. */
export function comeBack(): { readonly before: Left | null; leave: (left: Left) => void } {
  const { position = 0, forward = null } = entry()
  return {
    // Without a way forward, this entry of the history is a new one.
    before: forward === null ? null : (places.get(position) ?? null),
    leave: (left) => void places.set(position, left),
  }
}
