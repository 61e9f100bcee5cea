import { dice } from '../dice.ts'
import type { Node } from '../fleet/fleet.ts'
import { DAY, HOUR } from '../rhythm.ts'
import { guestsOn } from '../state/guest-state.ts'
import { uptimeOf } from '../state/node-state.ts'
import type { View } from '../state/view.ts'
import { badParameters } from './reply.ts'
import type { Asked, Json, Path } from './reply.ts'

interface Task {
  readonly type: string
  /** What it is about; empty for the node itself. */
  readonly id: string
  readonly user: string
  readonly startedAt: number
  readonly seconds: number
  /** `OK`, or what went wrong. */
  readonly status: string
}

/** PVE keeps more; so many days are a long list already. */
const DAYS_KEPT = 14

/** Newest first. */
function tasksOf(view: View): Task[] {
  const today = Math.floor(view.clock / DAY)
  const days = Array.from({ length: DAYS_KEPT }, (_, ago) => tasksOfDay(view, today - ago))
  return days
    .flat()
    .filter(({ startedAt }) => startedAt <= view.clock)
    .toSorted((a, b) => b.startedAt - a.startedAt)
}

/** A backup at night, a look for updates, and what people do. */
function tasksOfDay(view: View, day: number): Task[] {
  const random = dice(view.node.label, 'tasks', day)
  const root = { id: '', user: 'root@pam' }
  const nightly = {
    ...root,
    type: 'vzdump',
    startedAt: day * DAY + 9000,
    seconds: random.int(600, 5400),
    status: random.chance(0.1) ? 'job errors' : 'OK',
  }
  const updates = {
    ...root,
    type: 'aptupdate',
    startedAt: day * DAY + random.int(3, 5) * HOUR,
    seconds: 7,
    status: 'OK',
  }
  const guests = guestsOn(view)
  if (guests.length === 0) return [nightly, updates]
  const byPeople = Array.from({ length: random.int(0, 4) }, (): Task => {
    const guest = random.pick(guests)
    const prefix = guest.type === 'lxc' ? 'vz' : 'qm'
    return {
      type: `${prefix}${random.pick(['start', 'shutdown', 'reboot', 'snapshot'])}`,
      id: String(guest.vmid),
      user: random.pick(['root@pam', 'admin@pve']),
      startedAt: day * DAY + random.int(7 * HOUR, 19 * HOUR),
      seconds: random.int(1, 40),
      status: random.chance(0.1)
        ? `can't lock file '/var/lock/qemu-server/lock-${guest.vmid}.conf' - got timeout`
        : 'OK',
    }
  })
  return [nightly, updates, ...byPeople]
}

const hex = (value: number): string => Math.floor(value).toString(16).toUpperCase().padStart(8, '0')

function rowOf({ node, seconds, clock }: View, task: Task): Json {
  const { type, id, user, startedAt: starttime } = task
  const { pid, pstart } = processOf(node, starttime, uptimeOf(node, seconds) - (clock - starttime))
  const upid = `UPID:${node.name}:${hex(pid)}:${hex(pstart)}:${hex(starttime)}:${type}:${id}:${user}:`
  const ended = starttime + task.seconds <= clock
  return {
    ...(ended && { endtime: starttime + task.seconds }),
    id,
    node: node.name,
    pid,
    pstart,
    starttime,
    status: ended ? task.status : 'RUNNING',
    type,
    upid,
    user,
  }
}

/** When a process started is told in hundredths of a second since the start of the node. */
const processOf = ({ label }: Node, starttime: number, uptime: number): { pid: number; pstart: number } => ({
  pid: dice(label, starttime).int(900, 4_000_000),
  pstart: Math.max(0, Math.floor(uptime * 100)),
})

function list({ view, args }: Asked): Json {
  const [start, limit] = [wholeNumber(args, 'start', 0), wholeNumber(args, 'limit', 50)]
  const source = String(args['source'] ?? 'archive')
  const tasks = tasksOf(view).filter((task) => {
    const running = task.startedAt + task.seconds > view.clock
    return (
      (source === 'all' || running === (source === 'active')) &&
      (args['vmid'] === undefined || task.id === String(args['vmid'])) &&
      (args['typefilter'] === undefined || task.type === args['typefilter']) &&
      (String(args['errors'] ?? 0) !== '1' || task.status !== 'OK') &&
      task.startedAt >= wholeNumber(args, 'since', 0) &&
      task.startedAt <= wholeNumber(args, 'until', Infinity)
    )
  })
  return tasks.slice(start, start + limit).map((task) => rowOf(view, task))
}

function wholeNumber(args: Asked['args'], name: string, otherwise: number): number {
  const value = args[name]
  if (value === undefined) return otherwise
  if (/^\d{1,12}$/.test(String(value))) return Number(value)
  throw badParameters({ [name]: `type check ('integer') failed - got '${value}'` })
}

export const TASK_PATHS: readonly Path[] = [
  {
    template: '/nodes/{node}/tasks',
    args: ['start', 'limit', 'vmid', 'typefilter', 'errors', 'since', 'until', 'source'],
    reply: list,
  },
]
