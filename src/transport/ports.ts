import type { z } from 'zod'
import type { FileName, ProgramName } from './catalogue.ts'

/**
 * A read of the PVE API. `path` as in PVE's own API viewer (`/nodes/pve1/status`); over SSH it travels in a batch,
 * over HTTPS as a request. Throws `Absent` where this PVE has no such path, `FailureError` otherwise.
 */
export interface PveApi {
  get<T>(path: string, schema: z.ZodType<T>, args?: Readonly<Record<string, string | number>>): Promise<T>
}

export interface Output {
  /** Exit code. 127 and time-outs never get here: they are thrown as `Absent` and `FailureError`. */
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

/** Plain commands and files from the closed catalogue. */
export interface Shell {
  /** Throws `Absent` when the program is not installed, `FailureError` when it timed out or sudo refused. */
  run(program: ProgramName): Promise<Output>
  /** The file's text. Throws `Absent` when it does not exist, `FailureError` when it cannot be read. */
  read(file: FileName): Promise<string>
}

export interface Ports {
  readonly pve: PveApi
  readonly shell: Shell
}

export type PortName = keyof Ports

/** What a transport has to offer: null for what it cannot carry. */
export type Offered = { readonly [Name in PortName]: Ports[Name] | null }
