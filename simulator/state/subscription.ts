import { dice } from '../dice.ts'
import { DAY } from '../rhythm.ts'
import type { View } from './view.ts'

const LEVELS = { c: 'Community', b: 'Basic', s: 'Standard', p: 'Premium' } as const
type Level = keyof typeof LEVELS

interface Subscription {
  readonly status: 'active' | 'expired' | 'notfound'
  readonly level: Level | null
}

/** All members of a cluster are subscribed alike. */
function subscriptionOf({ node: { cluster } }: View): Subscription {
  const random = dice(cluster.site.label, 'subscription')
  const kind = random.weighted({ none: 10, c: 5, b: 3, s: 2, p: 1, expired: 1 })
  if (kind === 'none') return { status: 'notfound', level: null }
  return kind === 'expired' ? { status: 'expired', level: 'b' } : { status: 'active', level: kind }
}

/** The letter in .rrd and lists; empty without a subscription. */
export const levelOf = (view: View): string => {
  const { status, level } = subscriptionOf(view)
  return status === 'active' ? (level ?? '') : ''
}

const URL = 'https://www.proxmox.com/en/proxmox-virtual-environment/pricing'
const dateOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10)

/** As PVE reports it, keys in the order of its command line tool. */
export function subscriptionReply(view: View): Record<string, string | number> {
  const { status, level } = subscriptionOf(view)
  const { node, clock } = view
  const random = dice(node.label, 'subscription')
  const serverid = random.hex(32).toUpperCase()
  if (level === null) return { message: 'There is no subscription key', serverid, status, url: URL }
  const year = 365 * DAY
  const due = Math.floor(clock / year) * year + (status === 'expired' ? -20 * DAY : year - random.int(1, 9) * DAY)
  const { sockets } = node.machine.model
  return {
    checktime: Math.floor(clock / DAY) * DAY + 3 * 3600,
    key: `pve${sockets}${level}-${random.hex(10)}`,
    level,
    message: status === 'expired' ? 'subscription expired' : '',
    nextduedate: dateOf(due),
    productname: `Proxmox VE ${LEVELS[level]} Subscription ${sockets} CPUs/year`,
    regdate: `${dateOf(due - year)} 00:00:00`,
    serverid,
    sockets,
    status,
    url: URL,
  }
}
