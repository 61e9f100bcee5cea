import { z } from 'zod'
import { percentOf } from '../model/units.ts'
import { coverageOf, coverageShape, earliest } from './coverage.ts'
import { number, text, usageOf } from './fields.ts'
import { findingItems } from './findings.ts'
import { nodeItems } from './node-item.ts'
import { eachOnce, oncePer } from './once-per.ts'
import { sumOfKnown } from './parts/guest-sums.ts'
import type { RemoteView } from './remote-view.ts'
import type { NodeItem } from './shapes.ts'
import { storageItems } from './storage-list.ts'
import type { StorageItem } from './storage-list.ts'

const count = (description: string) => z.number().describe(description)
const space = (what: string) =>
  z.object({
    total_bytes: number(`${what}, in bytes; of nodes that are online`),
    used_bytes: number('in use, in bytes'),
    total_gb: number(`${what}, in GiB`),
    used_gb: number('in use, in GiB'),
    used_percent: number('share in use, 0–100'),
  })

/** The fleet in numbers. What nobody knows is null. */
export const overviewShape = z.object({
  nodes: z.object({
    total: count('nodes'),
    online: count('those that were reached'),
    offline: count('those whose cluster says that they are offline'),
    unknown: count('those of which nobody can tell'),
  }),
  guests: z.object({
    total: number('guests, templates left out'),
    running: number('guests that run'),
    stopped: number('guests that do not'),
    paused: number('VMs that were started and stand still'),
    unknown: number('guests of which nobody can tell, such as those of a node that cannot be reached'),
    templates: number('templates, which are not among the guests'),
    qemu: number('VMs among the guests'),
    lxc: number('containers among the guests'),
  }),
  cpu: z.object({
    threads: number('logical CPUs of the nodes that are online'),
    used_percent: number('share of them in use, each node by its number of CPUs, 0–100'),
  }),
  memory: space('main memory'),
  storage: space('space of all storages, what is shared counted once'),
  licenses: z.object({
    active: number('nodes with an active subscription'),
    none: number('nodes without a subscription'),
    expired: number('nodes whose subscription is expired, invalid or suspended'),
  }),
  temperature: z.object({
    highest_c: number('highest reading of the nodes that are online, in degrees Celsius'),
    node_id: number('number of the node it is of'),
  }),
  snapshots: z.object({
    count: number('snapshots of guests, as far as they are known'),
    oldest_at: text('time the oldest was taken, ISO 8601 in UTC'),
  }),
  findings: z.object({ critical: count('things that are critical'), warning: count('things to look at') }),
  coverage: coverageShape.describe('how much of the fleet these numbers are made of'),
})
export type Overview = z.infer<typeof overviewShape>

type GuestCounts = Record<keyof Overview['guests'], number>

const noGuests = (): GuestCounts => ({
  total: 0,
  running: 0,
  stopped: 0,
  paused: 0,
  unknown: 0,
  templates: 0,
  qemu: 0,
  lxc: 0,
})

/** Trap 19: PVE says that a template is stopped; it is counted apart. */
const guestsIn = oncePer(({ guests }: RemoteView): GuestCounts => {
  const counts = noGuests()
  for (const { template, status, type } of guests) {
    if (template === true) {
      counts.templates++
      continue
    }
    counts.total++
    counts[status]++
    counts[type]++
  }
  return counts
})

/** Whether anybody listed guests: where nobody did, none is not zero. */
const guestsAreKnown = (views: readonly RemoteView[]): boolean =>
  views.length === 0 || views.some((view) => nodeItems(view).some(({ guests }) => guests.total !== null))

function guestsOf(views: readonly RemoteView[]): Overview['guests'] {
  const isKnown = guestsAreKnown(views)
  const sum = (name: keyof GuestCounts): number | null =>
    isKnown ? views.reduce((before, view) => before + guestsIn(view)[name], 0) : null
  return {
    total: sum('total'),
    running: sum('running'),
    stopped: sum('stopped'),
    paused: sum('paused'),
    unknown: sum('unknown'),
    templates: sum('templates'),
    qemu: sum('qemu'),
    lxc: sum('lxc'),
  }
}

/** Trap 19: a node counts by its number of CPUs. */
function cpuOf(online: readonly NodeItem[]): Overview['cpu'] {
  const known = online.flatMap(({ cpu: { threads, used_percent } }) =>
    threads === null || used_percent === null ? [] : [{ threads, used: (used_percent / 100) * threads }],
  )
  const threads = sumOfKnown(known.map((one) => one.threads))
  const used = sumOfKnown(known.map((one) => one.used))
  return {
    threads: sumOfKnown(online.map(({ cpu }) => cpu.threads)),
    used_percent: threads === null || used === null ? null : percentOf(used, threads),
  }
}

interface Space {
  readonly total_bytes: number | null
  readonly used_bytes: number | null
}

/** Of those of which both are known, so that they go together. */
function spaceOf(spaces: readonly Space[]): Overview['memory'] {
  const known = spaces.filter(({ total_bytes, used_bytes }) => total_bytes !== null && used_bytes !== null)
  return usageOf(
    sumOfKnown(known.map(({ total_bytes }) => total_bytes)),
    sumOfKnown(known.map(({ used_bytes }) => used_bytes)),
  )
}

/** Two storages on one pool both show all of it. */
const sourceOf = ({ type, pool, name }: StorageItem): string => (pool === null ? `storage ${name}` : `${type} ${pool}`)

/** Trap 15: what a cluster shares counts once. */
const sharedIn = oncePer((view: RemoteView): readonly StorageItem[] => {
  const live = storageItems(view).filter(
    ({ shared, active, total_bytes }) => shared && active === true && total_bytes !== null,
  )
  return [...Map.groupBy(live, sourceOf).values()].flatMap((group) => group.slice(0, 1))
})

const LICENSES: Readonly<Record<keyof Overview['licenses'], readonly string[]>> = {
  active: ['active'],
  none: ['notfound', 'new'],
  expired: ['expired', 'invalid', 'suspended'],
}

function licensesOf(nodes: readonly NodeItem[]): Overview['licenses'] {
  const known = nodes.flatMap(({ license }) => license.status ?? [])
  const count = (words: readonly string[]): number | null =>
    known.length > 0 ? known.filter((word) => words.includes(word)).length : null
  return { active: count(LICENSES.active), none: count(LICENSES.none), expired: count(LICENSES.expired) }
}

function hottestOf(online: readonly NodeItem[]): Overview['temperature'] {
  const known = online.flatMap(({ temperature: { highest_c }, node_id }) =>
    highest_c === null ? [] : [{ highest_c, node_id }],
  )
  return known.sort((a, b) => b.highest_c - a.highest_c)[0] ?? { highest_c: null, node_id: null }
}

const snapshotsIn = oncePer(({ guests }: RemoteView): Overview['snapshots'] => ({
  count: sumOfKnown(guests.map(({ snapshots }) => snapshots.count)),
  oldest_at: earliest(guests.map(({ snapshots }) => snapshots.oldest_at)),
}))

const findingsIn = oncePer((view: RemoteView): Overview['findings'] => {
  const severities = findingItems(view).map(({ severity }) => severity)
  const critical = severities.filter((severity) => severity === 'critical').length
  return { critical, warning: severities.length - critical }
})

const partsIn = oncePer((view: RemoteView) =>
  [nodeItems, guestsIn, sharedIn, snapshotsIn, findingsIn].map((part) => part(view)),
)

/** Works out in short steps what the overview is made of. */
export const prepareOverview = (views: readonly RemoteView[]): Generator<void, void> => eachOnce(partsIn, views)

export const overviewOf = oncePer((views: readonly RemoteView[]): Overview => {
  const nodes = views.flatMap(nodeItems)
  const online = nodes.filter(({ status }) => status === 'online')
  const having = (status: NodeItem['status']): number => nodes.filter((node) => node.status === status).length
  const snapshots = views.map(snapshotsIn)
  const findings = views.map(findingsIn)
  return {
    nodes: {
      total: nodes.length,
      online: online.length,
      offline: having('offline'),
      unknown: having('unknown'),
    },
    guests: guestsOf(views),
    cpu: cpuOf(online),
    memory: spaceOf(online.map(({ memory }) => memory)),
    storage: spaceOf([...online.map(({ storage }) => storage), ...views.flatMap(sharedIn)]),
    licenses: licensesOf(nodes),
    temperature: hottestOf(online),
    snapshots: {
      count: sumOfKnown(snapshots.map(({ count: known }) => known)),
      oldest_at: earliest(snapshots.map(({ oldest_at }) => oldest_at)),
    },
    findings: {
      critical: findings.reduce((sum, { critical }) => sum + critical, 0),
      warning: findings.reduce((sum, { warning }) => sum + warning, 0),
    },
    coverage: coverageOf(views),
  }
})
