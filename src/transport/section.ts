import type { FailureError } from '../model/failure.ts'
import type { FileName, ProgramName } from './catalogue.ts'

/** One read of the PVE API. `path` is absolute, as in PVE's API viewer. */
export interface Get {
  readonly path: string
  readonly args: Readonly<Record<string, string | number>>
}

/** What one part of a batch asks of the node. */
export type Section =
  | { readonly kind: 'program'; readonly name: ProgramName }
  | { readonly kind: 'file'; readonly name: FileName }
  /** Several reads below `/nodes/{node}/` through PVE's own batch endpoint: one Perl start. */
  | { readonly kind: 'execute'; readonly node: string; readonly gets: readonly Get[] }
  /** One `pvesh get`: one Perl start. */
  | { readonly kind: 'get'; readonly get: Get }

export interface SectionOutput {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  /** On the node, to 10 ms. */
  readonly milliseconds: number
}

/** What came of a section: what it printed, or why there is nothing. */
export type SectionReply = SectionOutput | FailureError

/** A way to have sections answered by one node. Each exchange is one exec channel; the replies keep the order asked. */
export interface Link {
  exchange(sections: readonly Section[]): Promise<readonly SectionReply[]>
  close(): void
}

/** Same key, same question. */
export function keyOf(section: Section): string {
  switch (section.kind) {
    case 'program':
    case 'file':
      return `${section.kind} ${section.name}`
    case 'get':
      return `get ${getKey(section.get)}`
    case 'execute':
      return `execute ${section.gets.map(getKey).join(' ')}`
  }
}

export const getKey = ({ path, args }: Get): string => `${path}${JSON.stringify(args)}`

/** The arguments of a read, each as `key=value`. */
export const wordsOf = ({ args }: Get): string[] =>
  Object.entries(args).map(([key, value]) => `${key}=${String(value)}`)

/** Exit codes of `timeout`: 124 ended in time, 137 killed. */
export const timedOut = (exit: number): boolean => exit === 124 || exit === 137

/** Exit code of `timeout` and the shell for a command that does not exist. */
export const NOT_FOUND = 127
