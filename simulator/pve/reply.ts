import type { View } from '../state/view.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/** As PVE prints it: one line, keys sorted. */
export const jsonText = (value: Json): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )

/** What PVE says instead of an answer. */
export class PveError extends Error {
  /** In a batch; parameter errors have it as a string. */
  readonly status: number | '400'
  /** Of the parameters, by name. */
  readonly errors: Readonly<Record<string, string>> | null
  /** Exit code of `pvesh`: a leftover errno. */
  readonly exit: number
  /** How long it takes to find out. */
  readonly seconds: number

  constructor(message: string, over: Partial<Pick<PveError, 'status' | 'errors' | 'exit' | 'seconds'>> = {}) {
    super(message)
    this.status = over.status ?? 500
    this.errors = over.errors ?? null
    this.exit = over.exit ?? 255
    this.seconds = over.seconds ?? 0
  }
}

/** What PVE says of parameters that will not do, each with its reason. */
export const badParameters = (errors: Readonly<Record<string, string>>): PveError =>
  new PveError('Parameter verification failed.', { status: '400', errors })

export interface Asked {
  readonly view: View
  /** What stands in the path for its variables. */
  readonly params: Readonly<Record<string, string>>
  readonly args: Readonly<Record<string, string | number>>
}

/** One path of the API that may be read. */
export interface Path {
  /** As in PVE's API viewer. */
  readonly template: string
  /** Arguments it takes. */
  readonly args?: readonly string[]
  /** The first release that has it. */
  readonly since?: '8.4'
  /** Any member answers it, whichever node the path names. */
  readonly local?: true
  /** Seconds of CPU beside the start of Perl. */
  readonly seconds?: number | ((view: View) => number)
  reply(this: void, asked: Asked): Json
}
