import { z } from 'zod'
import { amount, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { jsonBy } from './command-reply.ts'

/** `via` names a next hop of the other family, as in an IPv4 route through an IPv6 neighbour (iproute2, ip/iproute.c). */
const hop = z.object({
  dev: unknownOr(text),
  gateway: unknownOr(text),
  via: unknownOr(z.object({ host: text })),
  flags: unknownOr(z.array(z.string())),
})
const routes = rowsOf(
  hop.extend({ dst: text, type: unknownOr(text), metric: unknownOr(amount), nexthops: unknownOr(z.array(hop)) }),
)
type Hop = z.infer<typeof hop>
type Route = z.infer<typeof routes>[number]

const alive = ({ flags }: Hop): boolean => !flags?.includes('dead')

/** `unreachable` and `blackhole` routes lead nowhere; the kernel keeps one such for IPv6 on `lo`. */
const leadsOut = (route: Route): boolean =>
  ['default', '0.0.0.0/0', '::/0'].includes(route.dst) && (route.type ?? 'unicast') === 'unicast' && alive(route)

/** No metric is the best one. */
const metricOf = ({ metric }: Route): number => metric ?? 0

/**
 * Gateways by interface, from `ip -j route show default`: of the default route with the lowest metric only, each next
 * hop of which belongs to its own interface. A kernel without IPv6 prints nothing.
 */
export function parseDefaultGateways(printed: string): Map<string, string> {
  const gateways = new Map<string, string>()
  if (printed.trim() === '') return gateways
  const candidates = jsonBy('ip route', printed, routes).filter(leadsOut)
  const lowest = candidates.reduce((least, route) => Math.min(least, metricOf(route)), Infinity)
  const hops = candidates.filter((route) => metricOf(route) === lowest).flatMap((route) => route.nexthops ?? [route])
  for (const { dev, gateway, via } of hops.filter(alive)) {
    const address = gateway ?? via?.host
    if (dev !== null && address !== undefined && !gateways.has(dev)) gateways.set(dev, address)
  }
  return gateways
}
