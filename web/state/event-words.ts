import type { FleetEventPage } from '../../src/api/contract.ts'
import { licenseStatus } from './words.ts'

export type FleetEvent = FleetEventPage['items'][number]

type Translate = (key: string, values?: Record<string, unknown>) => string
type Told = Pick<FleetEvent, 'kind' | 'text' | 'what' | 'from' | 'to'>

/** Where the words are for the values that are ours; all others are names, or PVE's own. */
const WORDS: Readonly<Record<string, string>> = {
  online: 'status.online',
  offline: 'status.offline',
  unknown: 'status.unknown',
  running: 'status.running',
  stopped: 'status.stopped',
  paused: 'status.paused',
  active: 'storages.is.active',
  inactive: 'storages.is.inactive',
  disabled: 'storages.is.disabled',
  quorate: 'node.quorate',
  'not quorate': 'node.notQuorate',
  answering: 'history.answering',
  silent: 'history.silent',
  critical: 'level.critical',
  warning: 'level.warning',
}

/** Values of these are whatever an administrator wrote. */
const AS_WRITTEN: readonly string[] = ['guest-config', 'guest-moved', 'guest-appeared', 'guest-gone']

function valueWord({ kind }: Told, value: string | null, t: Translate): string {
  if (value === null) return t('history.nothing')
  if (AS_WRITTEN.includes(kind)) return value
  if (kind === 'node-license') return licenseStatus(value, t) ?? value
  const key = WORDS[value]
  return key === undefined ? value : t(key)
}

/** Which sentence it is, where a kind has several. */
function sentenceOf({ kind, what, from, to }: Told): string {
  if (kind === 'finding') return to === null ? 'finding-over' : from === null ? 'finding' : 'finding-changed'
  if (kind === 'node-access') return to === null ? 'node-access-again' : `node-access-${to}`
  if (kind !== 'guest-config') return kind
  if (what === null) return 'guest-config-whole'
  return from === null && to === null ? 'guest-config-silent' : kind
}

/** What happened as a sentence without its subject; of a kind that is not known, as the server says it. */
export function eventWords(event: Told, t: Translate): string {
  const key = `history.event.${sentenceOf(event)}`
  const [from, to] = [event.from, event.to].map((value) => valueWord(event, value, t))
  const text = t(key, { what: event.what ?? '', from, to })
  return text === key ? event.text : text
}
