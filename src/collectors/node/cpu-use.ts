import { z } from 'zod'
import { Absent, FailureError } from '../../model/failure.ts'
import { looseNumber } from '../../pve/loose.ts'
import { amount, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'

const ratio = z.number().min(0).max(1)

const fact = z.object({
  usedRatio: ratio.nullable().describe('share of all logical CPUs in use, 0 to 1'),
  iowaitRatio: ratio.nullable().describe('share of time the CPUs waited for I/O, 0 to 1; told over SSH only'),
})
type CpuUse = z.infer<typeof fact>

/**
 * `GET /cluster/resources`, what pvestatd of each node broadcast last. `/nodes/{node}/status` has a `cpu` too, but PVE
 * takes it as a difference within one process, so that a fresh `pvesh` always says 0 (ProcFSTools.pm). Rows made from
 * /etc/pve/.rrd carry `iowait` and `ctime` too, and leave out what is unknown there.
 */
const resources = rowsOf(
  z.object({
    type: unknownOr(text),
    node: unknownOr(text),
    status: unknownOr(text),
    cpu: unknownOr(looseNumber.pipe(ratio)),
    iowait: unknownOr(looseNumber.pipe(ratio)),
    ctime: unknownOr(amount),
  }),
  100_000,
)

function parseCpuUse(rows: z.infer<typeof resources>, node: string): CpuUse {
  const row = rows.find((one) => one.type === 'node' && one.node === node)
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
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parseCpuUse(await pve.get('/cluster/resources', resources), node)
  },
})
