import type { FileName, ProgramName } from '../catalogue.ts'
import type { Output } from '../ports.ts'

/** What the programs and files of a route gave. Each call throws what the port would throw: `Absent` or `FailureError`. */
export interface Sources {
  program(name: ProgramName): Output
  file(name: FileName): string
}

/** What of the path is not in the template. */
export interface Asked {
  readonly node: string
  /** Null but for `/nodes/{node}/{qemu,lxc}/{vmid}/…`. */
  readonly vmid: number | null
}

/**
 * The plain rung of the ladder: answers one PVE API path from commands and files, in the shape PVE's own reply has, so
 * that no collector can tell. Used where there is no `pvesh`, or first where it spares the node a Perl start.
 */
export interface PlainRoute {
  /** As in PVE's API viewer: `/nodes/{node}/status`. */
  readonly path: string
  readonly programs: readonly ProgramName[]
  readonly files: readonly FileName[]
  /** Asked before `pvesh`, because it says the same at no cost. */
  readonly preferred: boolean
  /** The reply's JSON value. Throws `Absent` or `FailureError` where the sources do not suffice. */
  build(this: void, sources: Sources, asked: Asked): unknown
}
