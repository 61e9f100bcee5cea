import { z } from 'zod'
import { bonds } from '../../collectors/node/bonds.ts'
import { number, text } from '../fields.ts'
import { factOf } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'

export const bondShape = z.object({
  name: z.string().describe('name of the bond'),
  mode: z.string().describe('mode as PVE names it, for example 802.3ad'),
  mii_status: z
    .string()
    .describe('whether the bond as a whole has a link: up, going down, down, going back or unknown'),
  active_slave: text('interface in use; null where the mode uses all, or none is up'),
  partner_mac: text('address of the LACP partner, all zeros where none has answered'),
  slaves: z
    .array(
      z.object({
        name: z.string().describe('name of the interface'),
        mii_status: z.string().describe('whether the bond finds its link up'),
        speed_mbps: number('speed of its link, in Mbit/s'),
        aggregator: number('LACP aggregator it is in; slaves that work together share one'),
      }),
    )
    .describe('interfaces in the bond'),
})

export function bondsOf(kept: KeptByCollector): z.infer<typeof bondShape>[] | null {
  const found = factOf(kept, bonds)?.bonds.map((bond) => ({
    name: bond.name,
    mode: bond.mode,
    mii_status: bond.miiStatus,
    active_slave: bond.activeSlave,
    partner_mac: bond.partnerMac,
    slaves: bond.slaves.map((slave) => ({
      name: slave.name,
      mii_status: slave.miiStatus,
      speed_mbps: slave.speedMbps,
      aggregator: slave.aggregator,
    })),
  }))
  return found ?? null
}
