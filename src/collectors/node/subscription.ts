import { z } from 'zod'
import type { Finding } from '../../model/finding.ts'
import { positive, text, unknownOr } from '../../pve/reply.ts'
import { SUBSCRIPTION_LEVELS, subscriptionLevel } from '../../pve/subscription-level.ts'
import { collector, HOURS } from '../collector.ts'

const LAPSED = ['expired', 'invalid', 'suspended']

const fact = z.object({
  status: z
    .string()
    .describe('PVE: new, notfound, active, invalid, expired or suspended; notfound is a node without one'),
  level: z.enum(SUBSCRIPTION_LEVELS).nullable().describe('level of the subscription'),
  product: z.string().nullable().describe('what was bought'),
  key: z.string().nullable().describe('the key as PVE keeps it; a secret'),
  sockets: z.number().nullable().describe('processor packages of the node'),
  expires: z.string().nullable().describe('last day, as YYYY-MM-DD'),
  checkedAtSeconds: z.number().nullable().describe('when PVE last asked the shop, in seconds since the epoch'),
  message: z.string().nullable().describe('what PVE says about it'),
})
type Subscription = z.infer<typeof fact>

/** `GET /nodes/{node}/subscription`; without Sys.Audit only status and message. PVE 6 begins the status with a capital. */
const reply = z.object({
  status: text.transform((status) => status.toLowerCase()),
  level: unknownOr(text),
  productname: unknownOr(text),
  key: unknownOr(text),
  sockets: unknownOr(positive),
  nextduedate: unknownOr(z.iso.date()),
  checktime: unknownOr(positive),
  message: unknownOr(text),
})

const parseSubscription = (subscription: z.infer<typeof reply>): Subscription => ({
  status: subscription.status,
  level: subscriptionLevel(subscription.level),
  product: subscription.productname,
  key: subscription.key,
  sockets: subscription.sockets,
  expires: subscription.nextduedate,
  checkedAtSeconds: subscription.checktime,
  message: subscription.message,
})

const assessSubscription = ({ status, message }: Subscription): Finding[] =>
  LAPSED.includes(status) ? [{ severity: 'warning', text: `the subscription is ${status}`, hint: message }] : []

export const subscription = collector({
  name: 'subscription',
  title: 'Subscription',
  scope: 'node',
  every: 24 * HOURS,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parseSubscription(await pve.get(`/nodes/${node}/subscription`, reply))
  },
  assess: assessSubscription,
})
