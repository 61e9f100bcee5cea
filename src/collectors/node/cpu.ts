import { z } from 'zod'
import { amount, knownText, positive, rowsOf, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'

const fact = z.object({
  model: z.string().nullable().describe('model name of the processor'),
  sockets: z.number().nullable().describe('processor packages'),
  cores: z.number().nullable().describe('physical cores of the whole machine'),
  threads: z.number().nullable().describe('logical CPUs of the whole machine'),
  mhz: z.number().nullable().describe('clock of the first core when it was read, in MHz'),
  load1: z.number().nullable().describe('load average of the last minute, in runnable processes'),
  load5: z.number().nullable().describe('load average of the last 5 minutes, in runnable processes'),
  load15: z.number().nullable().describe('load average of the last 15 minutes, in runnable processes'),
})
type Cpu = z.infer<typeof fact>

/**
 * `GET /nodes/{node}/status`. `cores` are those of all sockets and `cpus` the logical ones, unlike what lscpu prints; the
 * model is `unknown` and the clock 0 where /proc/cpuinfo does not say (ProcFSTools.pm). Its `cpu` and `wait` are not read:
 * see cpu-use.
 */
const status = z.object({
  cpuinfo: z.object({
    model: unknownOr(knownText),
    sockets: unknownOr(positive),
    cores: unknownOr(positive),
    cpus: unknownOr(positive),
    mhz: unknownOr(positive),
  }),
  loadavg: unknownOr(rowsOf(unknownOr(amount))),
})

function parseCpu({ cpuinfo, loadavg }: z.infer<typeof status>): Cpu {
  const [load1 = null, load5 = null, load15 = null] = loadavg ?? []
  const { model, sockets, cores, cpus, mhz } = cpuinfo
  return { model, sockets, cores, threads: cpus, mhz, load1, load5, load15 }
}

export const cpu = collector({
  name: 'cpu',
  title: 'Processor and load',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parseCpu(await pve.get(`/nodes/${node}/status`, status))
  },
})
