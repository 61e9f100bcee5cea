import type { Collector, GuestCollector } from '../collectors/collector.ts'
import type { Clock } from '../lib/clock.ts'
import type { Failure } from '../model/failure.ts'
import type { GuestSubject, Observation } from '../model/observation.ts'
import type { Identity } from '../transport/identify.ts'
import type { Transport } from '../transport/transport.ts'
import { askInside } from './inside.ts'
import type { Ask, Patience } from './inside.ts'
import { observe } from './observe.ts'

/** What to read. */
export interface Wanted {
  readonly node: readonly Collector[]
  /** What to read of one guest, of those that are on the node. */
  guest(this: void, guest: GuestSubject): readonly GuestCollector[]
}

/** All that can be read of a node, but nothing of its guests. */
export const ofNode = (node: readonly Collector[]): Wanted => ({ node, guest: () => [] })

export const ofEverything = (node: readonly Collector[], guests: readonly GuestCollector[]): Wanted => ({
  node,
  guest: ({ type }) => guests.filter(({ types }) => types.includes(type)),
})

export interface Look {
  readonly identity: Identity
  /** One for each collector and subject; none for a host that is not a Proxmox VE node. */
  readonly observations: readonly Observation[]
  /** Asks what the guests themselves have to answer. Never rejects. */
  inside(this: void, patience: Patience): Promise<readonly Observation[]>
}

/** Reads one node with all collectors at once, so that their asks share the batches. Rejects only when the host cannot be asked who it is. */
export async function look(
  transport: Transport,
  wanted: Wanted,
  clock: Clock,
  onObservation: (observation: Observation) => void = () => undefined,
): Promise<Look> {
  const identity = await transport.identify()
  if (identity.product === null) return { identity, observations: [], inside: () => Promise.resolve([]) }
  const { node } = identity
  const portsOf = transport.portsOf(node)
  const seen = (observed: Promise<Observation>): Promise<Observation> =>
    observed.then((observation) => {
      onObservation(observation)
      return observation
    })
  const ask = ({ collector, guest }: Ask): Promise<Observation> => seen(observe(collector, guest, portsOf, clock))

  const asks = (identity.guests ?? []).flatMap(({ vmid, type }) => {
    const guest: GuestSubject = { scope: 'guest', node, vmid, type }
    return wanted.guest(guest).map((collector) => ({ collector, guest }))
  })
  const observations = await Promise.all([
    ...wanted.node.map((collector) => seen(observe(collector, { scope: collector.scope, node }, portsOf, clock))),
    ...asks.filter(({ collector }) => !collector.waited).map(ask),
  ])
  const within = asks.filter(({ collector }) => collector.waited)
  return {
    identity,
    observations,
    inside: (patience) => askInside(within, patience, clock, ask, transport.guestsAtOnce),
  }
}

/** What a collector read in these looks; null where it read nothing. `observe` has checked it. */
export function factIn<Fact>(
  looks: readonly Observation[],
  { name }: Pick<Collector<Fact>, 'name' | 'fact'>,
): Fact | null {
  const outcome = looks.find(({ collector }) => collector === name)?.outcome
  return outcome?.status === 'ok' ? (outcome.value as Fact) : null
}

/** What all collectors have to say of a node that could not be asked at all. */
export function missedLook(
  node: string,
  collectors: readonly Collector[],
  failure: Failure,
  at: number,
): Observation[] {
  return collectors.map(({ name, scope }) => ({
    collector: name,
    subject: { scope, node },
    outcome: { status: 'failed', failure },
    at,
    durationMs: 0,
    via: null,
  }))
}
