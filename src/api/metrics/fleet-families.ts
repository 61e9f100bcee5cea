import { earliest } from '../../fleet/coverage.ts'
import type { GuestItem } from '../../fleet/guest-shapes.ts'
import { oncePer } from '../../fleet/once-per.ts'
import { overviewOf } from '../../fleet/overview.ts'
import type { Overview } from '../../fleet/overview.ts'
import type { RemoteView } from '../../fleet/remote-view.ts'
import { GUEST_TYPES } from '../../model/observation.ts'
import { ageSeconds, familiesOf, ratio } from './family.ts'
import type { Family, Sample, Scene } from './family.ts'

const whole = (
  values: readonly (readonly [name: string, help: string, value: (overview: Overview) => number | null])[],
): Family[] =>
  familiesOf(
    [],
    ({ views }) => [overviewOf(views)],
    () => ({}),
    values,
  )

const totals = whole([
  ['panoramica_remotes', 'Remotes that were added.', ({ coverage }) => coverage.remotes],
  ['panoramica_remotes_fresh', 'Remotes whose nodes all were read lately.', ({ coverage }) => coverage.remotes_fresh],
  ['panoramica_fleet_cpu_threads', 'Logical CPUs of the nodes that are online.', ({ cpu }) => cpu.threads],
  ['panoramica_fleet_cpu_used_ratio', 'Share of them in use, 0 to 1.', ({ cpu }) => ratio(cpu.used_percent)],
  [
    'panoramica_fleet_memory_size_bytes',
    'Main memory of the nodes that are online.',
    ({ memory }) => memory.total_bytes,
  ],
  ['panoramica_fleet_memory_used_bytes', 'Main memory of them in use.', ({ memory }) => memory.used_bytes],
  [
    'panoramica_fleet_storage_size_bytes',
    'Space of all storages, what is shared counted once.',
    ({ storage }) => storage.total_bytes,
  ],
  ['panoramica_fleet_storage_used_bytes', 'Space of them in use.', ({ storage }) => storage.used_bytes],
  ['panoramica_fleet_snapshots', 'Snapshots of guests, as far as they are known.', ({ snapshots }) => snapshots.count],
])

const counted = (
  name: string,
  help: string,
  label: string,
  countsOf: (overview: Overview) => Readonly<Record<string, number | null>>,
): Family => ({
  name,
  help,
  labels: [label],
  samples: ({ views }) =>
    Object.entries(countsOf(overviewOf(views))).map(([word, value]) => ({ labels: { [label]: word }, value })),
})

const nodes = counted(
  'panoramica_nodes',
  'Nodes by status: online, offline or unknown.',
  'status',
  ({ nodes: { online, offline, unknown } }) => ({ online, offline, unknown }),
)
const subscriptions = counted(
  'panoramica_subscriptions',
  'Nodes by subscription: active, none or expired.',
  'status',
  ({ licenses }) => licenses,
)
const findings = counted(
  'panoramica_findings',
  'What deserves attention, by severity: critical or warning.',
  'severity',
  (overview) => overview.findings,
)

const STATUSES = ['running', 'stopped', 'paused', 'unknown'] as const

/** Where nobody listed guests, none is not zero. */
const guestsAreKnown = ({ views }: Scene): boolean => overviewOf(views).guests.total !== null

const kindOf = ({ type, status }: Pick<GuestItem, 'type' | 'status'>): string => `${type} ${status}`

const countsIn = oncePer(({ guests: all }: RemoteView): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const guest of all) {
    if (guest.template !== true) counts.set(kindOf(guest), (counts.get(kindOf(guest)) ?? 0) + 1)
  }
  return counts
})

function* countedGuests(scene: Scene): Generator<Sample> {
  if (!guestsAreKnown(scene)) return
  const counts = scene.views.map(countsIn)
  for (const type of GUEST_TYPES) {
    for (const status of STATUSES) {
      const value = counts.reduce((sum, here) => sum + (here.get(kindOf({ type, status })) ?? 0), 0)
      yield { labels: { type, status }, value }
    }
  }
}

const guests: Family = {
  name: 'panoramica_guests',
  help: 'Guests by type and status, templates left out.',
  labels: ['type', 'status'],
  samples: countedGuests,
}

const templates: Family = {
  name: 'panoramica_guest_templates',
  help: 'Templates of guests.',
  labels: [],
  samples: ({ views }) => [{ labels: {}, value: overviewOf(views).guests.templates }],
}

const oldestIn = ({ nodes: known }: RemoteView): string | null =>
  earliest(known.map(({ identity }) => identity.collected_at))

const ages = familiesOf(
  ['remote_id', 'remote'],
  ({ views }) => views,
  ({ remote: { id, name } }) => ({ remote_id: id, remote: name }),
  [
    [
      'panoramica_remote_oldest_look_age_seconds',
      'Age of what is known of the node of a remote that was read longest ago.',
      (view, { now }) => ageSeconds(oldestIn(view), now),
    ],
  ],
)

export const FLEET_FAMILIES: readonly Family[] = [...totals, nodes, guests, templates, findings, subscriptions, ...ages]
