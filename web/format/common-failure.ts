interface Look {
  readonly status: string
  readonly reason: string | null
}

/** The failure that most looks share, as when a node cannot be reached: to be said once, not once for each. */
export function commonFailure<Section extends Look>(sections: Readonly<Record<string, Section>>): Section | null {
  const all = Object.values(sections)
  const failed = Map.groupBy(
    all.filter(({ status }) => status === 'failed'),
    ({ reason }) => reason,
  )
  const [first] = [...failed.values()].find((group) => group.length > 1 && group.length * 2 > all.length) ?? []
  return first ?? null
}
