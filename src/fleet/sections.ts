import { z } from 'zod'
import type { Collector } from '../collectors/collector.ts'
import { COLLECTORS, GUEST_COLLECTORS } from '../collectors/index.ts'
import { FAILURE_KINDS } from '../model/failure.ts'
import type { Kept } from '../model/observation.ts'
import { isoTime, number, text } from './fields.ts'
import { factOf, lastGood } from './kept.ts'
import type { KeptByCollector } from './kept.ts'

export const sectionShape = z.object({
  status: z
    .enum(['ok', 'absent', 'failed', 'never'])
    .describe('what came of the last look: read, not there on this node, could not be read, not looked at yet'),
  kind: z.enum(FAILURE_KINDS).nullable().describe('what kind of failure it was; null unless failed'),
  reason: text('why there is no fresh value; null when ok'),
  hint: text('the next step: the privilege, the package, the command'),
  via: z.enum(['ssh-batch', 'ssh-pvesh', 'ssh-plain', 'https']).nullable().describe('how the value was read'),
  collected_at: text('time of the last look, ISO 8601 in UTC'),
  last_success_at: text('time of the last look that read a value, ISO 8601 in UTC'),
  duration_ms: number('time the last look took on the node, in milliseconds'),
  stale: z.boolean().describe('whether the last value read is older than three intervals'),
})
export type Section = z.infer<typeof sectionShape>

export const problemShape = z.object({
  section: z.string().describe('name of the section it belongs to'),
  ...sectionShape.pick({ kind: true, reason: true, hint: true }).shape,
  status: sectionShape.shape.status.exclude(['ok']),
})
export type Problem = z.infer<typeof problemShape>

export const findingShape = z.object({
  section: z.string().describe('name of the section it belongs to'),
  severity: z.enum(['critical', 'warning']).describe('how much it matters'),
  text: z.string().describe('what deserves attention'),
  hint: text('the next step'),
})
export type ShownFinding = z.infer<typeof findingShape>

/** Parts of the host details that a caller may leave out. */
export interface Include {
  readonly hardware: boolean
  readonly storage: boolean
  readonly network: boolean
}

/** The sections of facts that are not shown under their collector's own name. `a.b` is one more source of what `a` shows. */
const SHOWN_AS: ShownAs = {
  'cpu-use': ['cpu.use'],
  'node-use': ['memory.use'],
  'zfs-arc': ['memory.arc'],
  'vm-status': ['guests.vm_status'],
  'container-status': ['guests.container_status'],
  temperatures: ['temperature'],
  subscription: ['license'],
  storages: ['storage'],
  'storage-use': ['storage.use'],
  'storage-config': ['storage.config'],
  'zfs-datasets': ['zfs_pools.datasets'],
  'zfs-snapshots': ['storage.zfs_snapshots'],
  'logical-volumes': ['storage.logical_volumes'],
  'volume-files': ['storage.volume_files'],
  interfaces: ['network'],
  'network-config': ['network.config'],
  bonds: ['network.bonds'],
  'link-modes': ['network.links'],
  dmi: ['bios', 'system', 'board', 'hardware.memory_modules'],
  disks: ['hardware.disks'],
  smart: ['hardware.smart'],
  pci: ['hardware.pci'],
  lshw: ['hardware.summary'],
}

const PART_OF: Readonly<Record<string, keyof Include>> = {
  storage: 'storage',
  zfs_pools: 'storage',
  thin_pools: 'storage',
  network: 'network',
  bios: 'hardware',
  system: 'hardware',
  board: 'hardware',
  hardware: 'hardware',
}

/** Of a collector, what it takes to say how its fact was read and what deserves attention in it. */
type Reader = Pick<Collector, 'name' | 'every' | 'fact' | 'assess'>

/** A collector with the sections it fills, the first of which names it in problems and findings. */
export interface Source {
  readonly collector: Reader
  readonly section: string
  readonly others: readonly string[]
}

type ShownAs = Readonly<Record<string, readonly [string, ...string[]]>>

export function sourceOf(collector: Reader, shownAs: ShownAs): Source {
  const [section, ...others] = shownAs[collector.name] ?? [collector.name.replaceAll('-', '_')]
  return { collector, section, others }
}

const SOURCES = COLLECTORS.map((collector) => sourceOf(collector, SHOWN_AS))

function included(section: string, include: Include): boolean {
  const part = PART_OF[section.split('.')[0] ?? '']
  return part === undefined || include[part]
}

/** A value older than this many intervals is stale. */
const STALE_INTERVALS = 3

const staleAfterMs = ({ every }: Pick<Collector, 'every'>): number => STALE_INTERVALS * every * 1000

/** Whether what a collector read at a time, in milliseconds since the epoch, is too old. */
export const isStale = (collector: Pick<Collector, 'every'>, at: number, now: number): boolean =>
  now - at > staleAfterMs(collector)

/** How long a node as a whole counts as fresh after anything was read of it. */
export const FRESH_MS = staleAfterMs({ every: Math.min(...COLLECTORS.map(({ every }) => every)) })

const STALE_AFTER_MS = new Map([...COLLECTORS, ...GUEST_COLLECTORS].map((one) => [one.name, staleAfterMs(one)]))

/** When the first of what is kept next grows too old for something, in milliseconds since the epoch. */
export function freshUntil(kept: Iterable<Kept>, now: number): number {
  let until = Infinity
  const note = (at: number): void => {
    if (at >= now && at < until) until = at
  }
  for (const { last, lastGood: good } of kept) {
    note(last.at + FRESH_MS)
    if (good) note(good.at + FRESH_MS)
    if (good) note(good.at + (STALE_AFTER_MS.get(last.collector) ?? FRESH_MS))
  }
  return until
}

function outcomeOf(last: Kept['last'] | undefined): Pick<Section, 'status' | 'kind' | 'reason' | 'hint'> {
  if (!last) return { status: 'never', kind: null, reason: 'not read yet', hint: null }
  const { outcome } = last
  switch (outcome.status) {
    case 'ok':
      return { status: 'ok', kind: null, reason: null, hint: null }
    case 'absent':
      return { status: 'absent', kind: null, reason: outcome.reason, hint: outcome.hint }
    case 'failed': {
      const { kind, message, hint } = outcome.failure
      return { status: 'failed', kind, reason: message, hint }
    }
  }
}

/** The last look, unless what it read no longer parses. */
export function lastLook(kept: KeptByCollector, collector: Pick<Collector, 'name' | 'fact'>): Kept['last'] | undefined {
  const last = kept.get(collector.name)?.last
  return last?.outcome.status === 'ok' && !lastGood(kept, collector) ? undefined : last
}

/** Why the last look read no value; null where it did. */
export const reasonOf = (kept: KeptByCollector, collector: Pick<Collector, 'name' | 'fact'>): string | null =>
  outcomeOf(lastLook(kept, collector)).reason

export function sectionOf(kept: KeptByCollector, collector: Reader, now: number): Section {
  const good = lastGood(kept, collector)
  const last = lastLook(kept, collector)
  return {
    ...outcomeOf(last),
    via: (good ?? last)?.via ?? null,
    collected_at: isoTime(last?.at ?? null),
    last_success_at: isoTime(good?.at ?? null),
    duration_ms: last?.durationMs ?? null,
    stale: good !== null && isStale(collector, good.at, now),
  }
}

const WORST_FIRST: readonly Section['status'][] = ['failed', 'never', 'absent', 'ok']

/** `hardware` has no source of its own: the source that is least well speaks for it. */
function hardwareSection(sections: Readonly<Record<string, Section>>): Section | undefined {
  const rank = ([, { status }]: [string, Section]): number => WORST_FIRST.indexOf(status)
  const parts = Object.entries(sections).filter(([name]) => name.startsWith('hardware.'))
  return parts.sort((a, b) => rank(a) - rank(b))[0]?.[1]
}

/** How each section was read, by its name. */
export function sectionsOf(kept: KeptByCollector, include: Include, now: number): Record<string, Section> {
  const sections: Record<string, Section> = {}
  for (const { collector, section, others } of SOURCES) {
    const read = sectionOf(kept, collector, now)
    for (const name of [section, ...others]) if (included(name, include)) sections[name] = read
  }
  const hardware = hardwareSection(sections)
  return hardware ? { ...sections, hardware } : sections
}

/** Why something is missing: one entry for each fact whose last look read no value. */
export const problemsIn = (kept: KeptByCollector, sources: readonly Source[]): Problem[] =>
  sources.flatMap(({ collector, section }) => {
    const { status, kind, reason, hint } = outcomeOf(lastLook(kept, collector))
    return status === 'ok' ? [] : [{ section, status, kind, reason, hint }]
  })

export const problems = (kept: KeptByCollector): Problem[] => problemsIn(kept, SOURCES)

/** What deserves attention in the values shown. */
export const findingsIn = (kept: KeptByCollector, sources: readonly Source[]): ShownFinding[] =>
  sources.flatMap(({ collector: { assess, ...collector }, section }) => {
    const fact = assess ? factOf(kept, collector) : null
    const at = kept.get(collector.name)?.lastGood?.at
    if (!assess || fact === null || at === undefined) return []
    return assess(fact, at).map((one) => ({ section, ...one }))
  })

export function findingsOf(kept: KeptByCollector, include: Include): ShownFinding[] {
  const shown = SOURCES.filter(({ section }) => included(section, include))
  return findingsIn(kept, shown)
}
