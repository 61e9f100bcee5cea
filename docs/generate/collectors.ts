import type { Collector } from '../../src/collectors/collector.ts'
import { COLLECTORS } from '../../src/collectors/index.ts'
import { code, codes, page, table } from './markdown.ts'
import { readsOf } from './reads.ts'
import { fieldsOf } from './schema.ts'

const INTRODUCTION = `A collector reads one fact. This is the whole list, in the order in which reports show them. A field that says "or null" is
null where the node does not tell; it is never 0 or empty instead. A value older than three intervals is shown as stale.
What the words under "Reads" stand for is in [permissions.md](permissions.md).`

const PORTS = { pve: 'the PVE API', shell: 'commands and files' } as const

const intervalOf = ({ every }: Collector): string => (every < 3600 ? `${every / 60} min` : `${every / 3600} h`)

const sourcesOf = (collector: Collector): string => codes(Object.values(readsOf(collector)).flat() as string[])

const summaryOf = (collector: Collector): string[] => [
  `[${code(collector.name)}](#${collector.name})`,
  collector.title,
  collector.scope,
  intervalOf(collector),
  collector.needs.map((port) => PORTS[port]).join(' and '),
]

const sectionOf = (collector: Collector): string =>
  [
    `## ${collector.name}`,
    `${collector.title}. Of a ${collector.scope}, interval ${intervalOf(collector)}. Reads ${sourcesOf(collector)}.`,
    table(
      ['Field', 'Value', 'Meaning'],
      fieldsOf(collector.fact).map(({ path, type, description }) => [code(path), type, description]),
    ),
  ].join('\n\n')

export const collectorsPage = (): string =>
  page('Collectors', '`src/collectors/`', [
    INTRODUCTION,
    table(['Name', 'Title', 'Of a', 'Interval', 'Needs'], COLLECTORS.map(summaryOf)),
    ...COLLECTORS.map(sectionOf),
  ])
