import type { z } from 'zod'
import { subscription } from '../../src/collectors/node/subscription.ts'
import type { Observation } from '../../src/model/observation.ts'
import { read } from './kept.ts'

type Subscription = z.infer<typeof subscription.fact>

/** A look at a subscription of which nothing else is known. */
export const subscriptionOf = (said: Pick<Subscription, 'status'> & Partial<Subscription>, at: number): Observation => {
  const unknown = { product: null, key: null, sockets: null, expires: null, checkedAtSeconds: null, message: null }
  return read(subscription, { level: null, ...unknown, ...said }, at)
}

/** A look at one that is active. */
export const subscribed = (at: number, more: Partial<Subscription> = {}): Observation =>
  subscriptionOf(
    {
      status: 'active',
      level: 'community',
      key: 'pve2c-0123456789',
      sockets: 2,
      expires: '2027-03-01',
      ...more,
    },
    at,
  )
