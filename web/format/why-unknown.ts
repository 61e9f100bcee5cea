interface Problem {
  readonly section: string
  readonly reason: string | null
  readonly hint: string | null
}

/** Why the values of a section are not known, with the next step; null where nobody said. `a.b` is a source of `a`. */
export function whyUnknown(problems: readonly Problem[], ...sections: readonly string[]): string | null {
  const problem = problems.find(({ section }) =>
    sections.some((one) => section === one || section.startsWith(`${one}.`)),
  )
  const said = [problem?.reason, problem?.hint].filter((part) => typeof part === 'string')
  return said.length > 0 ? said.join(' · ') : null
}
