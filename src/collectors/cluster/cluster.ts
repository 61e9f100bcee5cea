import { z } from 'zod'
import { by } from '../../lib/order.ts'
import type { Finding } from '../../model/finding.ts'
import { looseBoolean } from '../../pve/loose.ts'
import { amount, positive, rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { SUBSCRIPTION_LEVELS, subscriptionLevel } from '../../pve/subscription-level.ts'
import { collector, MINUTES } from '../collector.ts'
import { listed } from '../listed.ts'

const member = z.object({
  name: z.string().describe('name of the node'),
  nodeId: z.number().nullable().describe("the node's number in corosync; null for a standalone node"),
  online: z.boolean().describe('whether corosync sees it'),
  ip: z.string().nullable().describe('address the cluster knows it by'),
  level: z.enum(SUBSCRIPTION_LEVELS).nullable().describe('level of its subscription'),
  local: z.boolean().describe('whether it is the node that answered'),
})

const fact = z.object({
  name: z.string().nullable().describe('name of the cluster; null for a standalone node'),
  quorate: z
    .boolean()
    .nullable()
    .describe('whether enough votes are present to make changes; null for a standalone node'),
  version: z.number().nullable().describe('version of the corosync configuration'),
  expectedVotes: z
    .number()
    .nullable()
    .describe('votes of all members if each has one, as pvecm gives it; a QDevice adds to them'),
  members: z.array(member).describe('nodes of the cluster, by name'),
})
export type Cluster = z.infer<typeof fact>

/**
 * `GET /cluster/status`: a row of type `cluster`, missing on a standalone node and when corosync is dead (recorded), and one
 * of type `node` for each member. `nodes` counts the members, offline ones too.
 */
const row = z.object({
  type: text,
  name: text,
  quorate: unknownOr(looseBoolean),
  version: unknownOr(amount),
  nodes: unknownOr(positive),
  nodeid: unknownOr(positive),
  online: unknownOr(looseBoolean),
  ip: unknownOr(text),
  level: unknownOr(text),
  local: unknownOr(looseBoolean),
})
const reply = rowsOf(row)

const parseMember = (one: z.infer<typeof row>): Cluster['members'][number] => ({
  name: one.name,
  nodeId: one.nodeid,
  online: one.online ?? false,
  ip: one.ip,
  level: subscriptionLevel(one.level),
  local: one.local ?? false,
})

function parseCluster(rows: z.infer<typeof reply>): Cluster {
  const nodes = rows.filter(({ type }) => type === 'node')
  const cluster = rows.find(({ type }) => type === 'cluster')
  return {
    name: cluster?.name ?? null,
    quorate: cluster?.quorate ?? null,
    version: cluster?.version ?? null,
    expectedVotes: cluster?.nodes ?? null,
    members: listed(nodes, 'nodes', 'Sys.Audit on /')
      .map(parseMember)
      .sort(by(({ name }) => name)),
  }
}

function assessCluster({ quorate, members }: Cluster): Finding[] {
  const hint = 'pvecm status'
  const offline = members.filter(({ online }) => !online).map(({ name }) => name)
  return [
    ...(quorate === false ? [{ severity: 'critical' as const, text: 'the cluster has no quorum', hint }] : []),
    ...offline.map((name) => ({ severity: 'warning' as const, text: `member ${name} is offline`, hint })),
  ]
}

export const cluster = collector({
  name: 'cluster',
  title: 'Cluster, quorum and members',
  scope: 'cluster',
  every: 10 * MINUTES,
  anyMember: true,
  needs: ['pve'],
  fact,
  async collect({ pve }) {
    return parseCluster(await pve.get('/cluster/status', reply))
  },
  assess: assessCluster,
})
