interface Permission {
  readonly name: string
  readonly as_root: readonly string[]
  readonly package: string | null
  readonly privileges: readonly (readonly string[])[] | null
  readonly collectors: readonly string[]
  readonly answers: readonly string[]
  readonly text: string | null
}

/** The permissions in which every word of a search is found, in whatever they say. */
export function matching<Item extends Permission>(permissions: readonly Item[], search: string): readonly Item[] {
  const words = search.toLowerCase().split(/\s+/)
  return permissions.filter((one) => {
    const { name, as_root, package: from, privileges, collectors, answers, text } = one
    const said = [name, ...as_root, from, ...(privileges ?? []).flat(), ...collectors, ...answers, text]
      .join('\n')
      .toLowerCase()
    return words.every((word) => said.includes(word))
  })
}
