import { Gauge, Registry } from 'prom-client'
import type { RemoteView } from '../../fleet/remote-view.ts'

/** The fleet as it is looked at for one answer. */
export interface Scene {
  readonly views: readonly RemoteView[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** One value with its labels. Null is not known: a label that is not known is left out, and so is a value. */
export interface Sample {
  readonly labels: Readonly<Record<string, string | number | null>>
  readonly value: number | null
}

/** Values of one name. */
export interface Family {
  /** As Prometheus wants it: base units, shares from 0 to 1. */
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
  samples(this: void, scene: Scene): Iterable<Sample>
}

const known = (labels: Sample['labels']): Record<string, string | number> =>
  Object.fromEntries(Object.entries(labels).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))

/** How many values are written in one step. */
const STEP = 500

async function written({ name, help, labels }: Family, samples: readonly Sample[]): Promise<string> {
  const register = new Registry()
  const gauge = new Gauge({ name, help, labelNames: labels, registers: [register] })
  for (const { labels: of, value } of samples) if (value !== null) gauge.set(known(of), value)
  return register.metrics()
}

/** The lines that say what a name is about come once. */
const withoutHead = (text: string): string => text.replace(/^# HELP .*\n# TYPE .*\n/, '')

function* inSteps<T>(all: Iterable<T>): Generator<readonly T[], void> {
  let some: T[] = []
  for (const one of all) {
    if (some.push(one) < STEP) continue
    yield some
    some = []
  }
  if (some.length > 0) yield some
}

const isKnown = ({ value }: Sample): boolean => value !== null && Number.isFinite(value)

/** What is known of a family in the text format of Prometheus, in steps that are never long; nothing where that is nothing. */
export async function* familyText(family: Family, scene: Scene): AsyncGenerator<string, void> {
  let isFirst = true
  for (const some of inSteps(Iterator.from(family.samples(scene)).filter(isKnown))) {
    const text = await written(family, some)
    yield isFirst ? text : withoutHead(text)
    isFirst = false
  }
}

/** Families of one kind of thing, which have the same labels. */
export function familiesOf<Item>(
  labels: readonly string[],
  itemsOf: (scene: Scene) => Iterable<Item>,
  labelsOf: (item: Item) => Sample['labels'],
  values: readonly (readonly [name: string, help: string, value: (item: Item, scene: Scene) => number | null])[],
): Family[] {
  return values.map(([name, help, value]) => ({
    name,
    help,
    labels,
    *samples(scene) {
      for (const item of itemsOf(scene)) {
        const found = value(item, scene)
        if (found !== null) yield { labels: labelsOf(item), value: found }
      }
    },
  }))
}

/** A share of 0–100 as one of 0–1. */
export const ratio = (percent: number | null): number | null =>
  percent === null ? null : Math.round(percent * 100) / 10_000

/** Seconds since a time of ISO 8601; never less than none, whatever clocks say. */
export const ageSeconds = (at: string | null, now: number): number | null =>
  at === null ? null : Math.max(0, now - Date.parse(at)) / 1000

export const bit = (flag: boolean | null): number | null => (flag === null ? null : Number(flag))
