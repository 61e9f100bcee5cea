import { z } from 'zod'
import { subscription } from '../../collectors/node/subscription.ts'
import { SUBSCRIPTION_LEVELS } from '../../pve/subscription-level.ts'
import { isoTimeOfSeconds, number, text } from '../fields.ts'
import { factOf } from '../kept.ts'
import type { KeptByCollector } from '../kept.ts'

export const licenseShape = z.object({
  status: text('PVE: new, notfound, active, invalid, expired or suspended; notfound is a node without subscription'),
  level: z.enum(SUBSCRIPTION_LEVELS).nullable().describe('level of the subscription'),
  product: text('what was bought'),
  key: text('the key with all but its kind and its end hidden'),
  sockets: number('processor packages of the node as the subscription counts them'),
  expires: text('last day, YYYY-MM-DD'),
  checked_at: text('time PVE last asked the shop, ISO 8601 in UTC'),
  message: text('what PVE says about it'),
})

const KEY = /^([a-z0-9]{1,8}-)\S{6,}(\S{2})$/i

/** `pve2c-0123456789` as `pve2c-••••…89`: enough to tell keys apart, too little to use one. */
export function maskedKey(key: string): string {
  const [, kind = '', end = ''] = KEY.exec(key) ?? []
  return `${kind}••••…${end}`
}

export function licenseOf(kept: KeptByCollector): z.infer<typeof licenseShape> {
  const fact = factOf(kept, subscription)
  return {
    status: fact?.status ?? null,
    level: fact?.level ?? null,
    product: fact?.product ?? null,
    key: fact?.key == null ? null : maskedKey(fact.key),
    sockets: fact?.sockets ?? null,
    expires: fact?.expires ?? null,
    checked_at: isoTimeOfSeconds(fact?.checkedAtSeconds ?? null),
    message: fact?.message ?? null,
  }
}
