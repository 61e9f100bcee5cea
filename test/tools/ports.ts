import { Absent, FailureError } from '../../src/model/failure.ts'
import type { FileName, ProgramName } from '../../src/transport/catalogue.ts'
import type { Output, Ports } from '../../src/transport/ports.ts'

interface Replies {
  /** By PVE path; a value is the reply's JSON, an Error is thrown. */
  pve?: Record<string, unknown>
  /** By program; a string is its standard output with exit code 0, an Error is thrown. */
  programs?: Partial<Record<ProgramName, string | Partial<Output> | Error>>
  files?: Partial<Record<FileName, string | Error>>
}

/** Ports that answer from literals; what is not given is absent, as on a node that lacks it. */
export function portsOf({ pve = {}, programs = {}, files = {} }: Replies): Ports {
  const given = <T>(what: string, value: T | Error | undefined): T => {
    if (value === undefined) throw new Absent(`${what} is not there`)
    if (value instanceof Error) throw value
    return value
  }
  return {
    pve: {
      get: async (path, schema) => {
        const parsed = schema.safeParse(given(path, await Promise.resolve(pve[path])))
        if (!parsed.success) throw new FailureError('bad-reply', `${path}: ${parsed.error.message}`)
        return parsed.data
      },
    },
    shell: {
      run: async (program) => {
        const output = given(program, await Promise.resolve(programs[program]))
        return typeof output === 'string'
          ? { exit: 0, stdout: output, stderr: '' }
          : { exit: 0, stdout: '', stderr: '', ...output }
      },
      read: async (file) => given(file, await Promise.resolve(files[file])),
    },
  }
}
