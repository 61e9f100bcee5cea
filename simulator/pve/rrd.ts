import { dice } from '../dice.ts'
import type { Guest } from '../fleet/guest.ts'
import { DAY, MINUTE, since } from '../rhythm.ts'
import { guestsOf, maxdiskOf, nodeOfGuest, rootUsedOf, runOf } from '../state/guest-state.ts'
import { cpusOf, loadOf, memoryOf, trafficOf, uptimeOf } from '../state/node-state.ts'
import { rootSpaceOf, spaceOf } from '../state/storage-state.ts'
import type { View } from '../state/view.ts'
import { PveError, badParameters } from './reply.ts'
import type { Asked, Json, Path } from './reply.ts'

type Timeframe = 'hour' | 'day' | 'week' | 'month' | 'year'
/** Seconds of a row, and how many rows there are. */
type Frame = readonly [step: number, rows: number]

/** PVE/RRD.pm up to 8. */
const FRAMES: Readonly<Record<Timeframe, Frame>> = {
  hour: [60, 70],
  day: [1800, 70],
  week: [10_800, 70],
  month: [43_200, 70],
  year: [604_800, 70],
}

/** PVE/RRD.pm from 9 on. */
const FINE_FRAMES: Readonly<Record<Timeframe, Frame>> = {
  hour: [60, 60],
  day: [60, 1440],
  week: [1800, 336],
  month: [1800, 1440],
  year: [21_600, 1440],
}

const isTimeframe = (word: string): word is Timeframe => Object.hasOwn(FRAMES, word)

type Columns = Readonly<Record<string, number>>

/** What was measured at a moment; null where nothing was. */
type Measure = (at: View, stepSeconds: number) => Columns | null

/** PVE wants a timeframe, and knows two ways to make one value of many. */
function frameAsked({ node: { release } }: View, { timeframe, cf = 'AVERAGE' }: Asked['args']): Frame {
  const notIn = (value: unknown, words: readonly string[]): string =>
    `value '${String(value)}' does not have a value in the enumeration '${words.join(', ')}'`
  if (timeframe === undefined) throw badParameters({ timeframe: 'property is missing and it is not optional' })
  const word = String(timeframe)
  if (!isTimeframe(word)) throw badParameters({ timeframe: notIn(word, Object.keys(FRAMES)) })
  if (cf !== 'AVERAGE' && cf !== 'MAX') throw badParameters({ cf: notIn(cf, ['AVERAGE', 'MAX']) })
  return release.line === '9.2' ? FINE_FRAMES[word] : FRAMES[word]
}

/** Rows up to the last full step. Where nothing was measured a row has its time alone. */
function rowsOf({ view, args }: Asked, label: string, measure: Measure): Json {
  const [step, count] = frameAsked(view, args)
  const end = Math.floor(view.seconds / step) * step
  // A year back at most: PVE began to record some time after the installation.
  const begun = view.seconds - since(`${label}/rrd`, view.seconds, 365 * DAY)
  const moments = args['cf'] === 'MAX' ? [0, 0.5, 1] : [0.5]
  return Array.from({ length: count }, (_, index): Json => {
    const time = end - (count - index) * step
    if (time < begun) return { time }
    const measured = moments.map((part) => measure({ ...view, seconds: time + part * step }, step))
    return { ...highest(measured.filter((columns) => columns !== null)), time }
  })
}

const highest = (measured: readonly Columns[]): Columns =>
  measured.reduce((sofar, columns) => {
    const pairs = Object.entries(columns).map(([key, value]) => [key, Math.max(value, sofar[key] ?? value)] as const)
    return Object.fromEntries(pairs)
  }, {})

/** Nothing is measured while a node is down, or has just been started. */
const isUp = (at: View): boolean => {
  const down = at.world.downSince(at.node)
  return (down === null || at.seconds < down) && uptimeOf(at.node, at.seconds) > 10 * MINUTE
}

/** Counters become rates; one that began anew in between is left out (DERIVE in pmxcfs, status.c). */
function rates(earlier: Columns, later: Columns, seconds: number): Columns {
  const pairs = Object.entries(later).map(([key, value]) => [key, (value - (earlier[key] ?? 0)) / seconds] as const)
  return Object.fromEntries(pairs.filter(([, rate]) => rate >= 0))
}

/** Kernel figures of 9, in percent. */
const pressuresOf = (label: string, { seconds }: View, names: readonly string[]): Columns => {
  const random = dice(label, 'pressure', seconds)
  return Object.fromEntries(names.map((name) => [`pressure${name}`, random.chance(0.2) ? random.fraction() : 0]))
}

const NODE_PRESSURES = ['cpusome', 'iosome', 'iofull', 'memorysome', 'memoryfull'] as const

function nodeColumns(at: View, step: number): Columns | null {
  if (!isUp(at)) return null
  const [load, memory, root] = [loadOf(at), memoryOf(at), rootSpaceOf(at)]
  const traffic = ({ inBytes, outBytes }: ReturnType<typeof trafficOf>): Columns => ({
    netin: inBytes,
    netout: outBytes,
  })
  return {
    cpu: load.cpu,
    iowait: load.iowait,
    loadavg: Number(load.averages[0]),
    maxcpu: cpusOf(at.node),
    memtotal: memory.totalBytes,
    memused: memory.usedBytes,
    ...rates(traffic(trafficOf({ ...at, seconds: at.seconds - step })), traffic(trafficOf(at)), step),
    roottotal: root.totalBytes,
    rootused: root.usedBytes,
    swaptotal: memory.swapTotalBytes,
    swapused: memory.swapUsedBytes,
    ...(at.node.release.line === '9.2' && {
      arcsize: memory.arcBytes,
      memavailable: memory.availableBytes,
      ...pressuresOf(at.node.label, at, NODE_PRESSURES),
    }),
  }
}

const countersOf = (at: View, guest: Guest): Columns => {
  const {
    netinBytes: netin,
    netoutBytes: netout,
    diskreadBytes: diskread,
    diskwriteBytes: diskwrite,
  } = runOf(at, guest)
  return { netin, netout, diskread, diskwrite }
}

function guestColumns(at: View, step: number, guest: Guest): Columns | null {
  const run = runOf(at, guest)
  const size = { disk: rootUsedOf(guest), maxcpu: run.cpus, maxdisk: maxdiskOf(guest), maxmem: guest.memoryBytes }
  if (run.status === 'stopped') return size
  return {
    ...size,
    cpu: run.cpu,
    mem: run.memBytes,
    ...rates(countersOf({ ...at, seconds: at.seconds - step }, guest), countersOf(at, guest), step),
    ...(at.node.release.line === '9.2' && {
      memhost: Math.floor(run.memBytes * 1.05),
      ...pressuresOf(guest.label, at, ['cpufull', ...NODE_PRESSURES]),
    }),
  }
}

function noHistory({ node: { release } }: View, kind: 'node' | 'vm' | 'storage', name: string): PveError {
  const folder = release.line === '9.2' ? `pve-${kind}-9.0` : `pve2-${kind}`
  return new PveError(`RRD error: opening '/var/lib/rrdcached/db/${folder}/${name}': No such file or directory`)
}

/** Any member has the history of all of them. */
function nodeHistory(asked: Asked): Json {
  const name = asked.params['node'] ?? ''
  const node = asked.view.node.cluster.nodes.find((member) => member.name === name)
  if (!node) throw noHistory(asked.view, 'node', name)
  return rowsOf(asked, node.label, (at, step) => nodeColumns({ ...at, node }, step))
}

/** Neither the node nor the type in the path matters: the history is that of the number. */
function guestHistory(asked: Asked): Json {
  const vmid = asked.params['vmid'] ?? ''
  const guest = guestsOf(asked.view).find((one) => String(one.vmid) === vmid)
  if (!guest) throw noHistory(asked.view, 'vm', vmid)
  return rowsOf(asked, guest.label, (at, step) =>
    isUp({ ...at, node: nodeOfGuest(at, guest) }) ? guestColumns(at, step, guest) : null,
  )
}

function storageHistory(asked: Asked): Json {
  const { node } = asked.view
  const id = asked.params['storage'] ?? ''
  const storage = node.cluster.layout.storages.find((one) => one.id === id)
  if (!storage) throw noHistory(asked.view, 'storage', `${node.name}/${id}`)
  return rowsOf(asked, `${node.label}/${id}`, (at) => {
    const space = isUp(at) ? spaceOf(at, storage) : null
    return space && { total: space.totalBytes, used: space.usedBytes }
  })
}

const ARGS = ['timeframe', 'cf'] as const

export const RRD_PATHS: readonly Path[] = [
  { template: '/nodes/{node}/rrddata', args: ARGS, local: true, reply: nodeHistory },
  { template: '/nodes/{node}/qemu/{vmid}/rrddata', args: ARGS, local: true, reply: guestHistory },
  { template: '/nodes/{node}/lxc/{vmid}/rrddata', args: ARGS, local: true, reply: guestHistory },
  { template: '/nodes/{node}/storage/{storage}/rrddata', args: ARGS, reply: storageHistory },
]
