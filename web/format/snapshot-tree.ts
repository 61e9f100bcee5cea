interface Snapshot {
  readonly name: string
  /** The snapshot before it; null for a first one. */
  readonly parent: string | null
}

/** A line of a tree of snapshots; without one it is where the guest is now. */
export interface TreeLine<Taken extends Snapshot> {
  readonly snapshot: Taken | null
  readonly depth: number
}

/**
 * Snapshots from the first on, each under the one it was taken after, and under the one it goes back to the guest as it
 * is now. Whatever the parents say, each comes once: one whose parent is not there begins a tree, as does one of a ring.
 */
export function snapshotTree<Taken extends Snapshot>(
  snapshots: readonly Taken[],
  current: string | null,
): TreeLine<Taken>[] {
  const names = new Set(snapshots.map(({ name }) => name))
  const parentOf = (name: string | null): string | null => (name !== null && names.has(name) ? name : null)
  const children = Map.groupBy(snapshots, ({ parent }) => parentOf(parent))
  const here = parentOf(current)
  const waiting = new Set(snapshots)
  const lines: TreeLine<Taken>[] = []

  function grow(from: readonly Taken[]): void {
    const next = from.map((snapshot): TreeLine<Taken> => ({ snapshot, depth: 0 })).reverse()
    for (let line = next.pop(); line; line = next.pop()) {
      const { snapshot, depth } = line
      if (snapshot !== null && !waiting.delete(snapshot)) continue
      lines.push(line)
      if (snapshot === null) continue
      if (snapshot.name === here) next.push({ snapshot: null, depth: depth + 1 })
      for (const child of (children.get(snapshot.name) ?? []).toReversed())
        next.push({ snapshot: child, depth: depth + 1 })
    }
  }
  grow(children.get(null) ?? [])
  for (const snapshot of snapshots) if (waiting.has(snapshot)) grow([snapshot])
  return here === null ? [...lines, { snapshot: null, depth: 0 }] : lines
}
