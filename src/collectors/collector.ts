import type { z } from 'zod'
import type { Finding } from '../model/finding.ts'
import type { Subject } from '../model/observation.ts'
import type { PortName, Ports } from '../transport/ports.ts'

/**
 * Reads one fact of one subject. `collect` never catches: it throws `Absent` for what does not exist there and lets
 * everything else through; `observe` turns both into outcomes. Every field of `fact` carries a description and a unit.
 */
export interface Collector<Fact = unknown, Needs extends PortName = PortName> {
  readonly name: string
  readonly title: string
  readonly scope: Subject['scope']
  /** Seconds between two looks. */
  readonly every: number
  /** The ports it may use: another one does not compile. */
  readonly needs: readonly Needs[]
  readonly fact: z.ZodType<Fact>
  collect(this: void, ports: Pick<Ports, Needs>, subject: Subject): Promise<Fact>
  /** What of this fact deserves attention. `at`: when it was read, ms since the epoch. */
  assess?(this: void, fact: Fact, at: number): Finding[]
}

/** Gives a collector its types; adds nothing at run time. */
export const collector = <Fact, const Needs extends PortName>(spec: Collector<Fact, Needs>): Collector<Fact, Needs> =>
  spec

export const MINUTES = 60
export const HOURS = 60 * MINUTES
