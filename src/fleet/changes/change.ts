import type { Change, EventKind } from '../../model/fleet-event.ts'

/** Something changed; nothing where it is not known before or after, or is the same. */
export function changed(kind: EventKind, from: string | null, to: string | null, what: string | null = null): Change[] {
  return from === null || to === null || from === to ? [] : [{ kind, what, from, to }]
}

/** What came and went between two lists of names. */
export const cameAndWent = (
  [came, went]: readonly [EventKind, EventKind],
  was: Iterable<string>,
  is: Iterable<string>,
): Change[] => {
  const [before, after] = [new Set(was), new Set(is)]
  const told = (kind: EventKind, names: ReadonlySet<string>): Change[] =>
    [...names].map((what) => ({ kind, what, from: null, to: null }))
  return [...told(came, after.difference(before)), ...told(went, before.difference(after))]
}
