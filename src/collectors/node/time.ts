import { z } from 'zod'
import { FailureError } from '../../model/failure.ts'
import type { Finding } from '../../model/finding.ts'
import { positive, text, unknownOr } from '../../pve/reply.ts'
import { collector, MINUTES } from '../collector.ts'

const DRIFT_SECONDS = 30

const fact = z.object({
  timezone: z.string().nullable().describe('time zone of the node, for example Europe/Rome'),
  timeSeconds: z.number().nullable().describe('clock of the node, in seconds since the epoch (UTC)'),
})
type Time = z.infer<typeof fact>

/** `GET /nodes/{node}/time`; its `localtime` is the wall clock dressed up as UTC and of no use. */
const reply = z.object({ timezone: unknownOr(text), time: unknownOr(positive) })

function parseTime({ timezone, time: timeSeconds }: z.infer<typeof reply>): Time {
  if (timezone === null && timeSeconds === null) throw new FailureError('bad-reply', 'neither a time nor a time zone')
  return { timezone, timeSeconds }
}

function assessTime({ timeSeconds }: Time, at: number): Finding[] {
  if (timeSeconds === null) return []
  const drift = Math.round(timeSeconds - at / 1000)
  if (Math.abs(drift) <= DRIFT_SECONDS) return []
  const size = Math.abs(drift) < 120 ? `${Math.abs(drift)} s` : `${Math.round(Math.abs(drift) / 60)} min`
  const text = `the clock is ${size} ${drift < 0 ? 'behind' : 'ahead'}`
  return [{ severity: 'warning', text, hint: 'check the time source: chronyc tracking' }]
}

export const time = collector({
  name: 'time',
  title: 'Clock and time zone',
  scope: 'node',
  every: 10 * MINUTES,
  needs: ['pve'],
  fact,
  async collect({ pve }, { node }) {
    return parseTime(await pve.get(`/nodes/${node}/time`, reply))
  },
  assess: assessTime,
})
