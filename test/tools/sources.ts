import assert from 'node:assert/strict'
import { Absent } from '../../src/model/failure.ts'
import type { FileName, ProgramName } from '../../src/transport/catalogue.ts'
import type { Asked, PlainRoute } from '../../src/transport/plain/route.ts'
import type { Output } from '../../src/transport/ports.ts'

interface Given {
  /** A string is standard output with exit code 0; an Error is thrown. */
  programs?: Partial<Record<ProgramName, string | Partial<Output> | Error>>
  files?: Partial<Record<FileName, string | Error>>
}

/** What a plain route builds from literals; what is not given is absent. It may only ask for what it has declared. */
export function built(
  route: PlainRoute,
  { programs = {}, files = {} }: Given,
  asked: Asked = { node: 'pve1', vmid: null },
): unknown {
  const given = <T>(what: string, value: T | Error | undefined): T => {
    if (value === undefined) throw new Absent(`${what} is not there`)
    if (value instanceof Error) throw value
    return value
  }
  return route.build(
    {
      program(name) {
        assert.ok(route.programs.includes(name), `${route.path} did not declare ${name}`)
        const output = given(name, programs[name])
        return typeof output === 'string'
          ? { exit: 0, stdout: output, stderr: '' }
          : { exit: 0, stdout: '', stderr: '', ...output }
      },
      file(name) {
        assert.ok(route.files.includes(name), `${route.path} did not declare ${name}`)
        return given(name, files[name])
      },
    },
    asked,
  )
}

/** Rows as built and rows as recorded, side by side: only these keys, sorted by `id`. */
export function pick(rows: unknown, keys: readonly string[], id: string): Record<string, unknown>[] {
  assert.ok(Array.isArray(rows))
  return (rows as Record<string, unknown>[])
    .map((row) => Object.fromEntries(keys.flatMap((key) => (key in row ? [[key, row[key]]] : []))))
    .sort((a, b) => String(a[id]).localeCompare(String(b[id])))
}
