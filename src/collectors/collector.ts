import type { z } from 'zod'
import type { Finding } from '../model/finding.ts'
import type { GuestSubject, GuestType, NodeSubject, Subject } from '../model/observation.ts'
import type { Outcome } from '../model/outcome.ts'
import type { PortName, Ports } from '../transport/ports.ts'

/**
 * Reads one fact of one subject. `collect` never catches: it throws `Absent` for what does not exist there and lets
 * everything else through; `observe` turns both into outcomes. Every field of `fact` carries a description and a unit.
 */
export interface CollectorOf<About extends Subject, Fact, Needs extends PortName> {
  readonly name: string
  readonly title: string
  readonly scope: About['scope']
  /** Seconds between two looks. */
  readonly every: number
  /** The ports it may use: another one does not compile. */
  readonly needs: readonly Needs[]
  readonly fact: z.ZodType<Fact>
  collect(this: void, ports: Pick<Ports, Needs>, subject: About): Promise<Fact>
  /** What of this fact deserves attention. `at`: when it was read, ms since the epoch. */
  assess?(this: void, fact: Fact, at: number): Finding[]
}

/** Reads a fact of a node, or of its cluster. */
export interface Collector<Fact = unknown, Needs extends PortName = PortName> extends CollectorOf<
  NodeSubject,
  Fact,
  Needs
> {
  /** Tells of all guests of the node at once, and is therefore read with each of them too. */
  readonly tellsOfGuests?: true
  /** Every member of a cluster knows it of all others, from files that cost no Perl: read in live rounds too. */
  readonly anyMember?: true
}

/** Reads a fact of one guest. All guests of a node are asked at once, so that their asks share the batches. */
export interface GuestCollector<Fact = unknown, Needs extends PortName = PortName> extends CollectorOf<
  GuestSubject,
  Fact,
  Needs
> {
  readonly types: readonly GuestType[]
  /**
   * Given for what the guest itself has to answer: asked in a batch of its own, after everything else. Says whether the
   * node waited in vain for this outcome; if so, the guest is asked ever less often.
   */
  waited?(this: void, outcome: Outcome<unknown>): boolean
}

/** Gives a collector its types; adds nothing at run time. */
export const collector = <Fact, const Needs extends PortName>(spec: Collector<Fact, Needs>): Collector<Fact, Needs> =>
  spec

/** Gives a collector of guests its types; adds nothing at run time. */
export const guestCollector = <Fact, const Needs extends PortName>(
  spec: GuestCollector<Fact, Needs>,
): GuestCollector<Fact, Needs> => spec

export const MINUTES = 60
export const HOURS = 60 * MINUTES
