import { z } from 'zod'
import { text, unknownOr } from '../../pve/reply.ts'
import { guestCollector, MINUTES } from '../collector.ts'
import { agentReply, askAgent, mostTelling, waitedInVain } from './agent-reply.ts'

const fact = z.object({
  version: z.string().nullable().describe('version of the agent'),
  os: z.string().nullable().describe('operating system as it calls itself'),
  kernel: z.string().nullable().describe('release of its kernel'),
  hostname: z.string().nullable().describe('name the guest has for itself'),
})

const infoReply = agentReply(z.object({ version: unknownOr(text) }))

/** QEMU's GuestOSInfo (qga/qapi-schema.json): every field may be missing. */
const osReply = agentReply(
  z.object({ 'pretty-name': unknownOr(text), name: unknownOr(text), 'kernel-release': unknownOr(text) }),
)

const hostNameReply = agentReply(z.object({ 'host-name': unknownOr(text) }))

const answerOf = <T>(settled: PromiseSettledResult<T>): T | null =>
  settled.status === 'fulfilled' ? settled.value : null

export const agent = guestCollector({
  name: 'agent',
  title: 'Guest agent and operating system',
  scope: 'guest',
  types: ['qemu'],
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, guest) {
    const asked = await Promise.allSettled([
      askAgent(pve, guest, 'info', infoReply),
      askAgent(pve, guest, 'get-osinfo', osReply),
      askAgent(pve, guest, 'get-host-name', hostNameReply),
    ])
    const reasons = asked.flatMap((settled) => (settled.status === 'rejected' ? [settled.reason as unknown] : []))
    if (reasons.length === asked.length) throw mostTelling(reasons)
    const [info, os, host] = asked
    return {
      version: answerOf(info)?.version ?? null,
      os: answerOf(os)?.['pretty-name'] ?? answerOf(os)?.name ?? null,
      kernel: answerOf(os)?.['kernel-release'] ?? null,
      hostname: answerOf(host)?.['host-name'] ?? null,
    }
  },
  waited: waitedInVain,
})
