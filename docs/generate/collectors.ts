import type { Collector, GuestCollector } from '../../src/collectors/collector.ts'
import { COLLECTORS, GUEST_COLLECTORS } from '../../src/collectors/index.ts'
import { readsOf, readsOfGuest } from '../../src/polling/reads.ts'
import type { Reads } from '../../src/polling/reads.ts'
import { code, codes, page, table } from './markdown.ts'
import { fieldsOf } from './schema.ts'

const INTRODUCTION = `A collector reads one fact. This is the whole list, in the order in which reports show them. A field that says "or null" is
null where the node does not tell; it is never 0 or empty instead. A value older than three intervals is shown as stale.
What the words under "Reads" stand for is in [permissions.md](permissions.md).`

const PORTS = { pve: 'the PVE API', shell: 'commands and files' } as const

type Any = Collector | GuestCollector

const intervalOf = ({ every }: Any): string => (every < 3600 ? `${every / 60} min` : `${every / 3600} h`)

const readsOfAny = (collector: Any): Reads =>
  collector.scope === 'guest' ? readsOfGuest(collector) : readsOf(collector)

const sourcesOf = (collector: Any): string => codes(Object.values(readsOfAny(collector)).flat() as string[])

const summaryOf = (collector: Any): string[] => [
  `[${code(collector.name)}](#${collector.name})`,
  collector.title,
  collector.scope,
  intervalOf(collector),
  collector.needs.map((port) => PORTS[port]).join(' and '),
]

const sectionOf = (collector: Any): string =>
  [
    `## ${collector.name}`,
    `${collector.title}. Of a ${collector.scope}, interval ${intervalOf(collector)}. Reads ${sourcesOf(collector)}.`,
    table(
      ['Field', 'Value', 'Meaning'],
      fieldsOf(collector.fact).map(({ path, type, description }) => [code(path), type, description]),
    ),
  ].join('\n\n')

const ALL: readonly Any[] = [...COLLECTORS, ...GUEST_COLLECTORS]

export const collectorsPage = (): string =>
  page('Collectors', '`src/collectors/`', [
    INTRODUCTION,
    table(['Name', 'Title', 'Of a', 'Interval', 'Needs'], ALL.map(summaryOf)),
    ...ALL.map(sectionOf),
  ])
