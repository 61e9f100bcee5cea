import type { FindingItem } from '../../src/api/contract.ts'
import { say } from '../state/language.ts'
import { sectionTitle } from '../state/words.ts'
import type { Column } from '../table/column.ts'
import { subjectName } from './finding-place.ts'

/** The older, the larger. */
const ageOf = ({ since }: FindingItem): number | null => (since === null ? null : -Date.parse(since))

export const FINDING_COLUMNS: readonly Column<FindingItem>[] = [
  {
    id: 'level',
    label: 'finding.level',
    width: 104,
    value: ({ severity }) => (severity === 'critical' ? 0 : 1),
    fields: { severity: ({ severity }) => severity },
  },
  {
    id: 'subject',
    label: 'finding.subject',
    width: 124,
    heading: true,
    value: subjectName,
    fields: { subject: subjectName },
  },
  { id: 'text', label: 'finding.text', width: 516, value: ({ text }) => text },
  {
    id: 'hint',
    label: 'finding.hint',
    width: 230,
    value: ({ hint }) => hint ?? '',
    fields: { hint: ({ hint }) => hint },
  },
  {
    id: 'since',
    label: 'finding.since',
    width: 70,
    numeric: true,
    value: ageOf,
    fields: { since: ({ since }) => since },
  },
  {
    id: 'source',
    label: 'finding.source',
    width: 140,
    value: ({ section }) => sectionTitle(section, say),
    fields: { section: ({ section }) => section },
  },
  {
    id: 'kind',
    label: 'finding.kind',
    width: 100,
    extra: true,
    value: ({ subject }) => subject.kind,
    text: ({ subject }) => say(`finding.of.${subject.kind}`),
  },
  {
    id: 'node',
    label: 'guests.node',
    width: 112,
    extra: true,
    value: ({ subject }) => subject.node ?? '',
    fields: { node: ({ subject }) => subject.node },
  },
  {
    id: 'cluster',
    label: 'nodes.cluster',
    width: 120,
    extra: true,
    value: ({ subject }) => subject.cluster,
    text: ({ subject }) => subject.cluster ?? say('node.standalone'),
  },
]
