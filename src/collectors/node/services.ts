import { z } from 'zod'
import { by } from '../../lib/order.ts'
import type { Finding } from '../../model/finding.ts'
import { rowsOf, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'
import { listed } from '../listed.ts'

const service = z.object({
  name: z.string().describe('systemd unit without its suffix'),
  state: z.string().describe("systemd's SubState, for example running, dead, failed"),
  enabled: z.boolean().nullable().describe('whether it starts with the node; PVE 7 and later say it'),
  description: z.string().nullable().describe("systemd's description"),
})

const fact = z.object({ services: z.array(service).describe('services PVE watches, by name') })
type Services = z.infer<typeof fact>

/** `GET /nodes/{node}/services`; `unit-state` is systemd's UnitFileState, or `not-found`. */
const reply = rowsOf(
  z.object({
    service: text,
    state: text,
    'unit-state': unknownOr(text),
    desc: unknownOr(text),
  }),
)

const OFF = ['disabled', 'masked', 'masked-runtime', 'not-found']

/** The other states (static, indirect, alias, …) say nothing of whether the unit starts. */
const isEnabled = (unitState: string | null): boolean | null => {
  if (unitState === 'enabled' || unitState === 'enabled-runtime') return true
  return unitState !== null && OFF.includes(unitState) ? false : null
}

function parseServices(rows: z.infer<typeof reply>): Services {
  const services = listed(rows, 'services', 'Sys.Audit on /nodes').map((row) => ({
    name: row.service,
    state: row.state,
    enabled: isEnabled(row['unit-state']),
    description: row.desc,
  }))
  return { services: services.sort(by(({ name }) => name)) }
}

/** An enabled service may be dead by right: corosync on a standalone node, timesyncd beside chrony. */
const assessServices = ({ services }: Services): Finding[] =>
  services
    .filter(({ state, enabled }) => state === 'failed' && enabled !== false)
    .map(({ name }) => ({ severity: 'warning', text: `service ${name} failed`, hint: `systemctl status ${name}` }))

export const services = collector({
  name: 'services',
  title: 'Services',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parseServices(await pve.get(`/nodes/${node}/services`, reply))
  },
  assess: assessServices,
})
