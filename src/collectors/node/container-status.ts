import { z } from 'zod'
import { amount, positive, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'
import { byVmid, guestFields, guestOf, guestRow, isLive, tagsOf } from './guest-row.ts'

const container = z.object({
  ...guestFields,
  status: z.string().describe('running or stopped'),
  memoryUsedBytes: z.number().nullable().describe('memory its control group uses, in bytes; null unless it runs'),
  swapUsedBytes: z.number().nullable().describe('swap it uses, in bytes; null unless it runs'),
  swapTotalBytes: z.number().nullable().describe('swap it may use, in bytes'),
  rootUsedBytes: z.number().nullable().describe('used on its root file system, in bytes; null unless it runs'),
  rootTotalBytes: z.number().nullable().describe('size of its root file system, in bytes; null unless it runs'),
  tags: z.array(z.string()).describe('its tags'),
})
type Container = z.infer<typeof container>

const fact = z.object({ containers: z.array(container).describe('containers of the node, by vmid') })

/** `GET /nodes/{node}/lxc`, made by `vmstatus` of LXC.pm. Up to PVE 7 one malformed configuration fails the whole list. */
const row = z.object({
  ...guestRow,
  status: text,
  cpus: unknownOr(positive),
  swap: unknownOr(amount),
  maxswap: unknownOr(amount),
})

/** The size of a root file system that is not mounted is what is configured, or 4 GiB where nothing is. */
function parseContainer(one: z.infer<typeof row>): Container {
  const live = isLive(one)
  return {
    ...guestOf(one),
    status: one.status,
    cpus: one.cpus,
    swapUsedBytes: live ? one.swap : null,
    swapTotalBytes: one.maxswap,
    rootUsedBytes: live ? one.disk : null,
    rootTotalBytes: live ? one.maxdisk : null,
    tags: tagsOf(one),
  }
}

export const containerStatus = collector({
  name: 'container-status',
  title: 'State of containers',
  scope: 'node',
  tellsOfGuests: true,
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    const rows = await pve.get(`/nodes/${node}/lxc`, rowsOf(row))
    return { containers: rows.map(parseContainer).sort(byVmid) }
  },
})
