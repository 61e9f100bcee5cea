import { z } from 'zod'
import { Absent, FailureError } from '../../model/failure.ts'
import { looseNumber } from '../../pve/loose.ts'
import { amount, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'
import { resourcesOf } from '../resources.ts'

const ratio = z.number().min(0).max(1)

const fact = z.object({
  usedRatio: ratio.nullable().describe('share of all logical CPUs in use, 0 to 1'),
  iowaitRatio: ratio.nullable().describe('share of time the CPUs waited for I/O, 0 to 1; told over SSH only'),
})
type CpuUse = z.infer<typeof fact>

/**
 * The row of type `node`. `/nodes/{node}/status` has a `cpu` too, but PVE takes it as a difference within one process, so
 * that a fresh `pvesh` always says 0 (ProcFSTools.pm). Rows made from /etc/pve/.rrd carry `iowait` too.
 */
const row = z.object({
  status: unknownOr(text),
  cpu: unknownOr(looseNumber.pipe(ratio)),
  iowait: unknownOr(looseNumber.pipe(ratio)),
  ctime: unknownOr(amount),
})

type Row = z.infer<typeof row>

function parseCpuUse(row: Row | undefined, node: string): CpuUse {
  if (!row) {
    const hint = 'the user or API token may lack Sys.Audit on /nodes, which the role PVEAuditor brings'
    throw new FailureError('bad-reply', `/cluster/resources has no row for the node ${node}`, hint)
  }
  const { cpu: usedRatio, iowait: iowaitRatio } = row
  if (usedRatio !== null || iowaitRatio !== null) return { usedRatio, iowaitRatio }
  const fromRrd = row.ctime !== null
  if (fromRrd || row.status !== 'online') {
    throw new Absent('pvestatd does not say how busy the CPUs are', 'systemctl status pvestatd')
  }
  // For a user without the privilege API2Tools.pm leaves the figures out of the row of a node that is online.
  throw new FailureError(
    'bad-reply',
    '/cluster/resources does not say how busy the CPUs are',
    `the user or API token may lack Sys.Audit on /nodes/${node}, which the role PVEAuditor brings`,
  )
}

export const cpuUse = collector({
  name: 'cpu-use',
  title: 'CPU use',
  scope: 'node',
  every: 10 * MINUTES,
  anyMember: true,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    const [own] = await resourcesOf(pve, node, ['node'], row)
    return parseCpuUse(own, node)
  },
})
