import type { Recording } from './recorded.ts'
import { NOT_FOUND, getKey, keyOf } from './section.ts'
import type { Link, Section, SectionOutput } from './section.ts'

const output = (exit: number, stdout: string, stderr: string): SectionOutput => ({
  exit,
  stdout,
  stderr,
  milliseconds: 0,
})

/** A link that answers from a recording. What was not recorded is missing as it would be on a node. */
export function replay({ sections, entries }: Recording): Link {
  const missing = (section: Section): SectionOutput =>
    section.kind === 'program' ? output(NOT_FOUND, '', '') : output(1, '', 'No such file or directory')

  const answer = (section: Section): SectionOutput => {
    if (section.kind !== 'execute') return sections[keyOf(section)] ?? missing(section)
    const replies = section.gets.map(
      (get) => entries[getKey(get)] ?? { status: 500, message: `no handler for '${get.path}'` },
    )
    return output(0, JSON.stringify(replies), '')
  }

  return { exchange: (asked) => Promise.resolve(asked.map(answer)), close: () => undefined }
}
