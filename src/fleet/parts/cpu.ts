import { z } from 'zod'
import { cpuUse } from '../../collectors/node/cpu-use.ts'
import { cpu } from '../../collectors/node/cpu.ts'
import { nodeUse } from '../../collectors/node/node-use.ts'
import { percentOf } from '../../model/units.ts'
import { number, text } from '../fields.ts'
import { factOf, liveFact } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'

export const cpuShape = z.object({
  model: text('model name of the processor'),
  sockets: number('processor packages'),
  cores: number('physical cores of the whole machine'),
  threads: number('logical CPUs of the whole machine'),
  mhz: number('clock of the first core when it was read, in MHz'),
  load_1m: number('load average of the last minute, in runnable processes'),
  load_5m: number('load average of the last 5 minutes, in runnable processes'),
  load_15m: number('load average of the last 15 minutes, in runnable processes'),
  used_percent: number('share of all logical CPUs in use, 0–100'),
  iowait_percent: number('share of time the CPUs waited for I/O, 0–100'),
})

const percent = (ratio: number | null | undefined): number | null => (ratio == null ? null : percentOf(ratio, 1))

export function cpuOf(kept: KeptByCollector): z.infer<typeof cpuShape> {
  const fact = factOf(kept, cpu)
  const use = factOf(kept, cpuUse)
  return {
    model: fact?.model ?? null,
    sockets: fact?.sockets ?? null,
    cores: fact?.cores ?? null,
    threads: fact?.threads ?? null,
    mhz: fact?.mhz ?? null,
    load_1m: liveFact(kept, nodeUse, cpu)?.load1 ?? fact?.load1 ?? null,
    load_5m: fact?.load5 ?? null,
    load_15m: fact?.load15 ?? null,
    used_percent: percent(use?.usedRatio),
    iowait_percent: percent(use?.iowaitRatio),
  }
}
